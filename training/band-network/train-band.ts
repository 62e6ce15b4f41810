import { chooseBackend } from '../../models/backend'
import type { PublishedBand } from '../../models/band-network/band-file'
import { Fault } from '../../src/core/error'
import type { Strategy } from '../../src/core/hedging/strategy'
import { deriveSeed, startRng } from '../../src/core/rng'
import { recordingMarket } from '../backtest/recording-market'
import { worldMarket, type WorldMarketOptions } from '../backtest/world-market'
import type { OnProgress, ResearchOptions } from '../data/options'
import { blockLength } from '../judge/hedging-scores'
import { SECONDS_PER_YEAR } from '../simulator/path'
import type { PathWorld } from '../simulator/world'
import type { BandObjective } from './band-objective'
import { marketPaths, resampling, splitPaths, type BandPaths, type PathSource } from './band-paths'
import { compareBands, tunedBands, type BandRisk, type Compared } from './compare-bands'
import { defaultBandTraining, trainBandNetwork } from './train-band-network'

/** Most evaluations over all paths of a gradient step, which keeps a step under a second and in memory. */
const MOST_EVALUATIONS = 150_000

/**
 * Expected growth of a recorded price in training: the drift of the sample is noise, and a band fitted to it fails on
 * later bars.
 */
const NO_VIEW = 1

/** Source of the paths. */
export type BandSource =
  | {
      readonly kind: 'world'
      readonly world: PathWorld
      readonly market: Omit<WorldMarketOptions, 'paths' | 'legs' | 'fixedCost'>
      /** Number of fresh paths to tune strategies on; as many others to judge them by. */
      readonly paths: number
    }
  | { readonly kind: 'recording'; readonly data: string }

export type TrainBandOptions = ResearchOptions & {
  readonly risk: BandRisk
  readonly riskAversion: number
  /** Gradient steps and paths a step. */
  readonly steps: number
  readonly batch: number
}

/** A trained band beside the tuned formulas on paths that none was tuned or trained on. */
export type TrainedBandReport = {
  readonly band: PublishedBand
  readonly objective: BandRisk
  readonly source: string
  readonly seconds: number
  readonly trainingPaths: number
  readonly testPaths: number
  readonly compared: readonly Compared[]
}

type Opened = {
  readonly title: string
  readonly source: PathSource
  readonly train: BandPaths
  readonly test: BandPaths
  readonly overlap: number
}

const openWorld = (from: Extract<BandSource, { kind: 'world' }>, seed: number): Opened => {
  const { world, market, paths } = from
  const growth = Math.exp((world.drift * market.stepSeconds) / SECONDS_PER_YEAR)
  const source: PathSource = (count, rng) =>
    marketPaths(worldMarket(world, { ...market, paths: count, legs: undefined, fixedCost: undefined }, rng), growth)
  return {
    title: `${world.kind}, ${market.optionDays} d by ${market.stepSeconds} s, volatility ${market.volSource}`,
    source,
    train: source(paths, startRng(deriveSeed(seed, 'tuning-paths'))),
    test: source(paths, startRng(deriveSeed(seed, 'test-paths'))),
    overlap: 1,
  }
}

const openRecording = async (data: string, options: TrainBandOptions): Promise<Opened> => {
  const market = await recordingMarket(data, undefined, { ...options, vol: undefined })
  const { train, test } = splitPaths(marketPaths(market, NO_VIEW), market.overlap)
  if (train.paths < 2 || test.paths < 2)
    throw new Fault('missing-data', `${market.title}: too few to learn from and to judge by; record more`)
  return { title: market.title, source: resampling(train), train, test, overlap: market.overlap }
}

const objectiveOf = (risk: BandRisk, riskAversion: number): BandObjective =>
  risk.kind === 'entropic'
    ? { kind: 'entropic', riskAversions: [riskAversion] }
    : { kind: 'expected-shortfall', level: risk.level, riskAversion }

/** The risk aversion at which Whalley-Wilmott's band is as wide as the scaled one. */
const impliedAversion = (strategy: Strategy | undefined, otherwise: number): number =>
  strategy?.kind === 'whalley-wilmott' ? strategy.riskAversion / strategy.multiplier ** 3 : otherwise

/**
 * Tunes the band formulas on a world or the earlier part of a recording, trains a network on the same paths from the
 * tuned Whalley-Wilmott on, and compares all of them on fresh paths or the later part. The same request gives the same
 * band. Throws usage or missing-data where a recording is too short.
 */
export const trainBand = async (
  from: BandSource,
  options: TrainBandOptions,
  onProgress: OnProgress,
): Promise<TrainedBandReport> => {
  const { risk, seed, steps } = options
  onProgress('paths', 0, 1)
  const opened = from.kind === 'world' ? openWorld(from, seed) : await openRecording(from.data, options)
  const tuned = tunedBands(opened.train, risk, options.riskAversion)
  const plain = tuned.find(({ family }) => family === 'whalley-wilmott')
  const riskAversion =
    risk.kind === 'entropic' ? risk.riskAversion : impliedAversion(plain?.strategy, options.riskAversion)
  const batch = Math.max(2, Math.min(options.batch, Math.floor(MOST_EVALUATIONS / opened.train.steps)))
  await chooseBackend(options.backend ?? 'auto')
  const started = performance.now()
  const { network } = await trainBandNetwork(opened.source, {
    ...defaultBandTraining,
    objective: objectiveOf(risk, riskAversion),
    steps,
    paths: batch,
    seed,
    onStep: (done) => onProgress('training', done, steps),
  })
  const seconds = (performance.now() - started) / 1000
  onProgress('comparison', 0, 1)
  const compared = compareBands(
    opened.test,
    { setting: `a = ${Number(riskAversion.toPrecision(3))}`, strategy: { kind: 'network', network, riskAversion } },
    tuned,
    { risk, block: blockLength(opened.test.paths, opened.overlap), rng: startRng(deriveSeed(seed, 'intervals')) },
  )
  const trainedOn = `${opened.title}, ${risk.kind}, seed ${seed}`
  return {
    band: { network, riskAversion, trainedOn },
    objective: risk,
    source: opened.title,
    seconds,
    trainingPaths: from.kind === 'world' ? steps * batch : opened.train.paths,
    testPaths: opened.test.paths,
    compared,
  }
}
