import { Option, type Command } from 'commander'
import { promotionModes } from '../../training/data/options'
import type { TrainOptions, TrainResult } from '../../training/run/train'
import { Fault } from '../core/error'
import { command, print, type CommonOptions } from './command'
import { between } from './numbers'
import { startProgress } from './progress'
import { processesOption, withResearchOptions } from './research-options'

const words = {
  promote: 'is in service',
  nominate: 'is published and a challenger',
  keep: 'is published, not in service',
}

/**
 * The published models and whether they are in service, the reasons, what was pooled, and the folder of the run.
 *
 * @internal
 */
export const trainText = ({
  run,
  published,
  decision,
  centre,
  pool: { names, notes },
}: Pick<TrainResult, 'run' | 'published' | 'decision' | 'centre' | 'pool'>): string => {
  const isChampion = published.some(({ id }) => id === decision.champion)
  const state = isChampion ? 'is in service' : words[decision.action]
  return [
    ...published.map(({ kind, id }) => `${kind} ${id} ${state}`),
    ...decision.reasons,
    ...(centre === undefined ? [] : [centre]),
    ...(names.length > 0 ? [`pooled with: ${names.join(', ')}`] : []),
    ...notes,
    `run: ${run}`,
  ].join('\n')
}

type Options = CommonOptions &
  Omit<TrainOptions, 'data' | 'out'> & {
    readonly data?: string
    readonly out?: string
    readonly resume?: string
    readonly processes: number
  }

const places = (data: string | undefined, out: string | undefined): Pick<TrainOptions, 'data' | 'out'> => {
  if (data === undefined || out === undefined) throw new Fault('usage', 'train takes --data and --out, or --resume')
  return { data, out }
}

/** `bandshift train`: models and policy from a recording into a registry. */
export const trainCommand = (): Command =>
  withResearchOptions(
    command('train', 'fit the forecaster, the classifier and the hedging policy, and publish them')
      .option('--data <recording>', 'folder of the recording')
      .option('--out <registry>', 'folder of the registry; the run lies in its folder runs')
      .option(
        '--pool <recordings...>',
        'further recordings: the band is learned on worlds fitted to them as well; without it those of other instruments with such bars that the registry knows',
      )
      .option('--no-pool', 'learn the band on this recording alone')
      .option('--resume <run>', 'go on with the run in this folder, on the recording as it was then')
      .addOption(
        new Option('--promotion <when>', 'when what was made goes into service')
          .choices(promotionModes)
          .default('earned'),
      )
      .option(
        '--evaluation-cost <cash>',
        'of an evaluation whether it trades or not, per unit of spot: gas, an oracle update',
        between(0, 1),
      )
      .addOption(processesOption()),
  ).action(async (options: Options) => {
    const { data, out, resume: folder, processes } = options
    const { resume, train } = await import('../../training/run/train.js')
    const progress = startProgress()
    const result = await (
      folder === undefined
        ? train({ ...options, ...places(data, out) }, progress.show, processes)
        : resume(folder, progress.show, processes)
    ).finally(progress.stop)
    print(options, result, () => trainText(result))
  })
