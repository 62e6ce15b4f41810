import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chooseBackend } from '../../../models/backend'
import { setDense } from '../../../models/dense'
import { buildForecasterNetwork } from '../../../models/forecaster/network'
import { publishPolicy, readPolicy } from '../../../models/store/policy'
import { promoteSet } from '../../../models/store/promote'
import { publish } from '../../../models/store/publish'
import { DAY, SECOND, type FeedEvent } from '../../../src/core/market/event'
import { startRng } from '../../../src/core/rng'
import { defaultLevels } from '../../../training/fit/fit-forecaster'
import { aClassifierPublication } from '../../models/a-publication'
import { aBandNetwork } from '../../core/hedging/a-band-network'
import { aPolicy, setSettings, someColumns } from '../../models/store/a-registry'
import { recordAsLive } from '../../training/run/live-recording'
import { aQuoteAround } from './hand-feed'

/**
 * A recording of a market whose volatility never moves, and a registry of models for it of which nothing is in service.
 */
export type SteadyMarket = {
  readonly recording: string
  /** A copy of the registry, with these policies in service one after the other. */
  readonly registry: (...promoted: readonly string[]) => Promise<string>
  /**
   * By the policy of each: a set that forecasts the true variance, which its log-HAR does as well, and sets whose log
   * variance is off by a little and by much.
   */
  readonly sound: string
  readonly slight: string
  readonly gross: string
  /** The models of the sound set with a policy whose band is learned; its longest wait is longest of all. */
  readonly learned: string
  readonly remove: () => Promise<void>
}

/** Of the log of the price, per minute. */
const deviation = 5e-4
const horizonBars = [1, 6]

/**
 * Seconds: the longest wait of the first set is one longer, of the second two, and so on, so that a decision shows
 * whose policy made it.
 */
export const longestWait = 3600

/** When the market opens: a Monday at midnight UTC. */
export const steadyStart = Date.UTC(2025, 0, 6) * 1000

const MINUTE = 60 * SECOND

/** A quote and a trade at its mid a minute. */
const events = (days: number): readonly FeedEvent[] => {
  const rng = startRng(11)
  let mid = 200
  return Array.from({ length: (days * DAY) / MINUTE }, (_, minute): readonly FeedEvent[] => {
    mid *= Math.exp(deviation * rng.normal())
    const quote = aQuoteAround(mid, steadyStart + minute * MINUTE)
    const at = quote.timestamp + SECOND
    return [quote, { kind: 'trade', timestamp: at, localTimestamp: at, price: mid, size: 1, aggressor: 'buy' }]
  }).flat()
}

/** Publishes a set whose log variance is off by so much; its policy. */
const publishSet = async (registry: string, off: number, seed: number): Promise<string> => {
  const columns = [...someColumns()]
  const rng = startRng(seed)
  const size = { columns: columns.length, horizons: horizonBars.length, levels: defaultLevels.length }
  const truth = Math.log((setSettings.barSeconds / 60) * deviation ** 2)
  const steady = (value: number, units: number) => ({
    kernel: new Float32Array(units * horizonBars.length),
    bias: new Float32Array(horizonBars.length).fill(value),
  })
  const offsets = Float32Array.from(horizonBars.flatMap(() => defaultLevels.map((level) => level - 0.5)))
  const network = buildForecasterNetwork({ ...size, hidden: [4, 4] }, steady(truth, columns.length), offsets, rng)
  setDense(network, 'correction', steady(off, 4))
  const scaling = { mean: columns.map(() => 0), sd: columns.map(() => 1e3), limit: 8 }
  const learned = { split: { train: { from: steadyStart - 30 * DAY, to: steadyStart, rows: 8_640 } }, columns }
  const classifier = await aClassifierPublication('cpu', columns.length)
  const { dataSha256, backend, versions, metrics } = classifier
  const common = { ...{ dataSha256, backend, versions, metrics, seed }, ...learned, settings: setSettings }
  const forecaster = await publish(registry, {
    ...{ kind: 'volatility-forecaster', horizonBars, shrinkage: [1, 1], ...common },
    model: { network, scaling, horizons: horizonBars.length, levels: defaultLevels },
    probeSource: { x: Float64Array.from({ length: 8 * columns.length }, () => rng.normal()), rows: 8 },
  })
  const { id } = await publish(registry, { ...classifier, ...learned, settings: setSettings })
  const { adaptive, ...policy } = aPolicy(forecaster.id, id, seed)
  const own = { ...adaptive, maxInterval: longestWait + seed }
  return (await publishPolicy(registry, { ...policy, adaptive: own })).id
}

/** Publishes a policy with the models of another, whose band a network corrects. */
const publishLearned = async (registry: string, other: string): Promise<string> => {
  const { adaptive, ...card } = await readPolicy(registry, other)
  const own = { ...adaptive, maxInterval: longestWait + 4, network: aBandNetwork() }
  return (await publishPolicy(registry, { ...card, adaptive: own })).id
}

export const aSteadyMarket = async (days: number): Promise<SteadyMarket> => {
  const folder = await mkdtemp(join(tmpdir(), 'bandshift-steady-'))
  const [recording, published] = ['recording', 'registry'].map((name) => join(folder, name))
  await recordAsLive(recording, events(days))
  await chooseBackend('cpu')
  const [sound, slight, gross] = [
    await publishSet(published, 0, 1),
    await publishSet(published, 0.2, 2),
    await publishSet(published, 1.5, 3),
  ]
  const learned = await publishLearned(published, sound)
  return {
    ...{ recording, sound, slight, gross, learned },
    registry: async (...promoted) => {
      const copy = join(await mkdtemp(join(folder, 'copy-')), 'registry')
      await cp(published, copy, { recursive: true })
      for (const policy of promoted) await promoteSet(copy, policy, { by: 'a test', reason: 'as asked' })
      return copy
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
