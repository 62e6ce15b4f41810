import { userInfo } from 'node:os'
import { resolve } from 'node:path'
import { Argument, type Command } from 'commander'
import {
  nominateSet,
  promoteSet,
  rollbackSet,
  withdrawChallenger,
  type PromotionNote,
} from '../../models/store/promote'
import type { Standing } from '../../models/store/standing'
import { systemClock } from '../adapters/clock/system-clock'
import { loadConfig } from '../app/config/file/load-config'
import { config, lookupEnvironment } from '../app/config/settings'
import { loadModels } from '../app/models/load-models'
import { compareSets, comparisonText } from '../app/models/registry/compare-sets'
import { describeVersion, descriptionText } from '../app/models/registry/describe'
import { listSets, type ListedSet } from '../app/models/registry/list-sets'
import { resolvePolicy, resolveVersion } from '../app/models/registry/resolve-id'
import { Fault } from '../core/error'
import { command, print, type CommonOptions } from './command'

type Options = CommonOptions & {
  readonly models?: string
  readonly reason?: string
  readonly insist?: boolean
}

type Outcome = { readonly value: unknown; readonly text: () => string }

type Action = (registry: string, ids: readonly string[], options: Options) => Promise<Outcome>

const line = ({ policy, state, set, market, trainedTo, band, centre, flaw }: ListedSet): string =>
  [
    policy,
    state.padEnd(11),
    set === undefined ? ''.padEnd(34) : `${set.forecaster}  ${set.classifier}`,
    (band === undefined ? '' : `${band} band`).padEnd(12),
    (centre ?? '').padEnd(16),
    trainedTo === undefined ? '' : `${market ?? ''} to ${new Date(trainedTo / 1000).toISOString().slice(0, 10)}`,
    flaw ?? '',
  ]
    .join('  ')
    .trimEnd()

const heading = `${'policy'.padEnd(16)}  ${'state'.padEnd(11)}  ${'forecaster'.padEnd(16)}  ${'classifier'.padEnd(16)}  ${'band'.padEnd(12)}  ${'centre'.padEnd(16)}  learned from`

const noteOf = ({ reason }: Options): PromotionNote => {
  if (reason === undefined) throw new Fault('usage', 'say why with --reason <text>: the history keeps it')
  return { by: `cli:${userInfo().username}`, reason, at: systemClock(() => undefined).now() }
}

const standingOutcome = (standing: Standing): Outcome => {
  const { ordinal, champion, challenger, condemned } = standing
  return {
    value: { ordinal, champion, challenger, rolledBack: Object.fromEntries(condemned) },
    text: () =>
      champion === undefined
        ? 'nothing is in service'
        : `in service: policy ${champion.policy}, forecaster ${champion.forecaster}, classifier ${champion.classifier}` +
          (challenger === undefined ? '' : `; challenger ${challenger.policy}`),
  }
}

/** Loads a set as the service would, so that a set that the service refuses is not promoted. */
const checkLoads = async (registry: string, policy: string): Promise<string> => {
  await loadModels(registry, 'cpu', { policy })
  return policy
}

const actions: Readonly<Record<string, { readonly ids: number; readonly act: Action }>> = {
  list: {
    ids: 0,
    act: async (registry) => {
      const sets = await listSets(registry)
      return {
        value: sets,
        text: () =>
          sets.length === 0 ? `nothing is published in ${registry}` : [heading, ...sets.map(line)].join('\n'),
      }
    },
  },
  show: {
    ids: 1,
    act: async (registry, [id]) => {
      const description = await describeVersion(registry, await resolveVersion(registry, id))
      return { value: description, text: () => descriptionText(description) }
    },
  },
  compare: {
    ids: 2,
    act: async (registry, [first, second]) => {
      const [a, b] = [await resolvePolicy(registry, first), await resolvePolicy(registry, second)]
      const comparison = await compareSets(registry, a, b)
      return { value: comparison, text: () => comparisonText(comparison) }
    },
  },
  promote: {
    ids: 1,
    act: async (registry, [id], options) => {
      const note = noteOf(options)
      const policy = await checkLoads(registry, await resolvePolicy(registry, id))
      return standingOutcome(await promoteSet(registry, policy, note, options.insist))
    },
  },
  rollback: {
    ids: 0,
    act: async (registry, _, options) => standingOutcome(await rollbackSet(registry, noteOf(options))),
  },
  nominate: {
    ids: 1,
    act: async (registry, [id], options) => {
      const note = noteOf(options)
      const policy = await checkLoads(registry, await resolvePolicy(registry, id))
      return standingOutcome(await nominateSet(registry, policy, note))
    },
  },
  withdraw: {
    ids: 0,
    act: async (registry, _, options) => standingOutcome(await withdrawChallenger(registry, noteOf(options))),
  },
}

const registryOf = (models: string | undefined): string => {
  const registry = models === undefined ? loadConfig(config(), lookupEnvironment).models?.registry : resolve(models)
  if (registry === undefined) throw new Fault('usage', 'the configuration names no registry: name one with --models')
  return registry
}

/** `models`: what a registry holds, how its versions did, and which of them are in service. */
export const modelsCommand = (): Command =>
  command('models', 'list, show and compare published models; put a set into service, beside it, or back')
    .addArgument(new Argument('<action>', 'what to do').choices(Object.keys(actions)))
    .argument('[ids...]', 'of a policy, or of a model that one policy names; the first digits are enough')
    .option('--models <registry>', "the registry; the configuration's where absent")
    .option('--reason <text>', 'why, for the history')
    .option('--insist', 'promote what was rolled back')
    .action(async (name: string, ids: readonly string[], options: Options) => {
      const { ids: wanted, act } = actions[name]
      if (ids.length !== wanted)
        throw new Fault('usage', `models ${name} takes ${wanted === 0 ? 'no id' : wanted === 1 ? 'one id' : 'two ids'}`)
      const { value, text } = await act(registryOf(options.models), ids, options)
      print(options, value, text)
    })
