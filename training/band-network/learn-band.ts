import { allBandColumns } from '../../src/core/hedging/bands/band-columns'
import type { BandNetwork } from '../../src/core/hedging/bands/band-network'
import type { AdaptivePolicy } from '../../src/core/hedging/policy'
import { deriveSeed } from '../../src/core/rng'
import type { Prepared } from '../data/prepare'
import type { Range } from '../data/split'
import { sliceSeries } from '../data/series'
import type { Predictions } from '../fit/predict'
import { fitVarianceRegimes } from '../labels/fit-variance-regimes'
import { fittedWorld, type FittedWorld } from '../labels/fitted-world'
import { adaptiveLens } from '../tune/adaptive-lens'
import { gainsBeyondNoise, jackknifeError } from '../tune/jackknife'
import { lowest, type Trial, type Trials } from '../tune/trials'
import type { Forecast } from '../tune/tune'
import { sellStrip, volatilityColumn } from '../tune/view/strip'
import { logHarTerm } from '../tune/view/term-structure'
import { recordedMark } from '../tune/view/view'
import { resampling, type BandPaths, type PathSource } from './band-paths'
import { regimePaths } from './regime-paths'
import { defaultCertaintyTraining, trainByCertainty } from './train-by-certainty'

/** What a band is learned from: everything before the part on which it is judged. */
export type BandLesson = {
  readonly prepared: Prepared
  /** First bar of the part on which it is judged. */
  readonly until: number
  readonly states: number
  /** Predictions of models on bars that these had not seen, and the range of those bars, before `until`. */
  readonly earlier: Forecast | undefined
  /** Worlds fitted to other recordings, by the name of what they record, with the life of their options in bars. */
  readonly pooled: readonly (FittedWorld & { readonly optionBars: number; readonly name: string })[]
  readonly riskAversion: number
  readonly seed: number
}

/** The learned band beside the formula on the part that neither the models nor the network had seen. */
export type BandEvidence = {
  /** Mean certainty equivalent of the formula as tuned, per unit of spot. */
  readonly formula: number
  /** That of the network, and the share that it saves with its 95 % interval; absent where none was learned. */
  readonly network?: number
  readonly gain?: number
  readonly ci?: readonly [number, number]
  readonly deployed: boolean
  /** The pooled recordings, by what they are of; absent where there was none. */
  readonly pooled?: readonly string[]
  readonly reason: string
}

export type LearnedBand = { readonly policy: AdaptivePolicy; readonly evidence: BandEvidence }

/** Risk aversions beside the policy's own: one network serves along the frontier. */
const FACTORS = [1, 0.2, 5]
/** Evaluations of a gradient step over all paths and sources: keeps a training near a minute. */
const STEP_EVALUATIONS = 30_000
const MOST_PATHS = 96
/** Paths that each source prepares once. */
const POOL = 240
const STEPS = 400
/** Lives of the invented options as shares of the policy's: much of what is to be learned lies close to expiry. */
const LIVES = [1, 1 / 8, 1 / 30]
const LEARNING_RATE = 0.05
const SHARES = [0.7, 0.85, 1, 1.2, 1.4]
/**
 * Columns that a deployed band does not read. The certainty equivalent over the cost depends on risk aversion over cost
 * alone, which the half-width holds: a band that read either by itself would be another where a desk pays another fee
 * than the recording's. The distance held has no part in the best band under proportional cost.
 */
const UNREAD = ['log-aversion', 'log-cost', 'held']

/** The window of the dataset's jump share, bars; undefined where it has none. */
const jumpBarsOf = ({ dataset: { columns } }: Prepared): number | undefined => {
  const name = columns.find((column) => column.startsWith('jump-share-'))
  return name === undefined ? undefined : Number(name.slice('jump-share-'.length))
}

/** The network in place of the formula in a tuned policy. */
const withNetwork = (
  policy: AdaptivePolicy,
  network: BandNetwork,
  riskAversion: number,
  multiplier: number,
): AdaptivePolicy => ({ ...policy, band: 'whalley-wilmott', riskAversion, multiplier, insideShare: 0, network })

/**
 * Options sold on the bars of a range, with what a network reads at the models' predictions there, marked as a tuning
 * marks them. `policy`: one with a network, whose columns are taken.
 */
const recordedPaths = (
  prepared: Prepared,
  predictions: Predictions,
  range: Range,
  policy: AdaptivePolicy,
): BandPaths => {
  const { market, dataset, cost } = prepared
  const { series } = dataset
  const strip = sellStrip(series, range, market.profile, cost)
  const logHar = volatilityColumn(strip, logHarTerm(series, range.from, market.profile), series.barsPerYear)
  const mark = recordedMark(strip, market.bars, series, logHar)
  const lens = adaptiveLens({ strip, mark }, prepared, predictions)
  const { nowVol, posterior, jumpShare } = lens.columns(policy)
  const { paths, steps, spot, years } = strip
  return {
    ...{ paths, steps, spot, years, cost: strip.cost, vol: lens.view.vol },
    growth: undefined,
    unwindAtExpiry: true,
    seen: { nowVol, posterior, jumpShare, markDelta: mark.delta, variance: mark.variance },
  }
}

const sourcesOf = (lesson: BandLesson, policy: AdaptivePolicy): readonly PathSource[] => {
  const { prepared, until, states, earlier, pooled } = lesson
  const { market, dataset, cost } = prepared
  const { profile } = market
  const past = sliceSeries(dataset.series, dataset.first, until)
  const filter = fitVarianceRegimes(past.variance, states, { squared: profile.variance === 'squared-return' })
  const own = { ...fittedWorld(past, cost.subarray(dataset.first, until), filter), optionBars: profile.optionBars }
  const jumpBars = jumpBarsOf(prepared)
  const invented = [own, ...pooled].flatMap(({ world, stepSeconds, optionBars }) =>
    LIVES.map((life) => {
      const steps = Math.max(Math.round(life * optionBars), 1)
      return regimePaths(world, { steps, stepSeconds, cost: 0, sees: 'filter', jumpBars })
    }),
  )
  if (earlier === undefined || earlier.range.to - earlier.range.from < 2 * profile.optionBars) return invented
  const unlearned: BandNetwork = {
    kind: 'band-network',
    columns: [],
    scaling: { mean: [], sd: [], limit: 1 },
    layers: [],
  }
  const asked = withNetwork(policy, unlearned, lesson.riskAversion, 1)
  return [...invented, resampling(recordedPaths(prepared, earlier.predictions, earlier.range, asked))]
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

const judged = (formula: Trial, network: Trial): BandEvidence => {
  const gain = 1 - network.value / formula.value
  const error = jackknifeError(network.leftOut.map((value, b) => 1 - value / formula.leftOut[b]))
  const ci = [gain - 1.96 * error, gain + 1.96 * error] as const
  const deployed = gain > 0 && gainsBeyondNoise(formula.leftOut, network.leftOut)
  const interval = `${percent(ci[0])} to ${percent(ci[1])}`
  const figures = `${percent(gain)} of the formula's certainty equivalent on unseen bars (${interval})`
  const reason = deployed
    ? `the learned band saves ${figures}, beyond noise`
    : `the learned band saves ${figures}, not beyond noise: the formula serves`
  return { formula: formula.value, network: network.value, gain, ci, deployed, reason }
}

/**
 * Learns a band on a world fitted to the bars before `until`, on the worlds of pooled recordings and on the recorded
 * options among the bars, and judges it by certainty equivalent on the paths of `trials`, all of them later. The tuned
 * policy comes back with the network in place of its formula where that is better beyond noise, else as it was; nothing
 * is learned where the trials have no blocks to tell noise by. The same lesson gives the same band.
 */
export const learnBand = async (
  lesson: BandLesson,
  policy: AdaptivePolicy,
  { attempt, blocks }: Trials,
  onStep: (step: number, steps: number) => void,
): Promise<LearnedBand> => {
  const { prepared, riskAversion, seed } = lesson
  const formula = attempt(policy)
  if (blocks === 0) {
    const reason = 'the bars to judge a learned band by are too few to tell a gain from noise: the formula serves'
    return { policy, evidence: { formula: formula.value, deployed: false, reason } }
  }
  const { optionBars } = prepared.market.profile
  const sources = sourcesOf(lesson, policy)
  const { network } = await trainByCertainty(sources, {
    hidden: defaultCertaintyTraining.hidden,
    columns: allBandColumns(lesson.states).filter((name) => !UNREAD.includes(name)),
    steps: STEPS,
    pool: POOL,
    riskAversions: FACTORS.map((factor) => factor * riskAversion),
    paths: Math.min(Math.max(Math.round(STEP_EVALUATIONS / optionBars), sources.length * FACTORS.length), MOST_PATHS),
    learningRate: LEARNING_RATE,
    seed: deriveSeed(seed, 'learned-band'),
    onStep: (done) => onStep(done, STEPS),
  })
  const learned = lowest(SHARES.map((share) => attempt(withNetwork(policy, network, riskAversion, share))))
  const names = lesson.pooled.map(({ name }) => name)
  const evidence = { ...judged(formula, learned), ...(names.length > 0 && { pooled: names }) }
  return { policy: evidence.deployed ? learned.policy : policy, evidence }
}
