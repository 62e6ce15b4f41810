import { Fault } from '../../src/core/error'
import type { BarSeries } from '../data/series'
import {
  causalFeatures,
  centredFeatures,
  everyRow,
  featureStart,
  scaleOf,
  standardized,
  type FeatureScale,
  type FeatureStart,
} from './jump-features'
import { bestPath, fitJump, type JumpRows } from './jump-fit'

/** Memory of a jump model's features and cost of a jump. */
export type JumpSetting = {
  /** Half-lives of the exponential means in bars, rising. */
  readonly halfLives: readonly number[]
  /** Cost of a jump of the smoothed path, in squared standard deviations. */
  readonly penalty: number
  /** Cost of a jump of the online path; smaller, because its features lag. */
  readonly onlinePenalty: number
}

/**
 * The setting of a time scale, its longest half-life in bars. The penalties grow with it because features of
 * neighbouring bars are correlated. The factors give the best balanced accuracy on Hardy's process (see reproduce
 * regimes).
 */
export const settingAt = (longest: number): JumpSetting => ({
  halfLives: [0.15 * longest, 0.4 * longest, longest],
  penalty: 4 * longest,
  onlinePenalty: 0.3 * longest,
})

/**
 * A fitted jump model in one of its two feature spaces; `centres` row-major, states × features, states ordered by
 * volatility.
 */
export type JumpModel = {
  readonly states: number
  readonly centres: Float64Array
  readonly scale: FeatureScale
  readonly start: FeatureStart
  readonly halfLives: readonly number[]
  readonly penalty: number
}

const mostRows = 20_000

/** Over this many rows every start finds the same clusters, so few starts are made. */
const manyRows = 5000

const fitOn = (rows: JumpRows, states: number, penalty: number, seed: number): Pick<JumpModel, 'centres' | 'scale'> => {
  const stride = Math.ceil(rows.length / mostRows)
  const thin = everyRow(rows, stride)
  const scale = scaleOf(thin)
  const { centres } = fitJump(standardized(thin, scale), states, penalty / stride, {
    seed,
    starts: thin.length > manyRows ? 3 : 8,
  })
  const { width } = rows
  // Every feature is a log volatility: the sum over a centre ranks the states.
  const centreOf = (k: number): Float64Array => centres.subarray(k * width, (k + 1) * width)
  const level = (k: number): number => centreOf(k).reduce((sum, x) => sum + x, 0)
  const order = Array.from({ length: states }, (_, k) => k).sort((a, b) => level(a) - level(b))
  return { centres: Float64Array.from(order.flatMap((k) => [...centreOf(k)])), scale }
}

const checked = (train: BarSeries, states: number): void => {
  if (!(Number.isInteger(states) && states >= 2 && states <= 255))
    throw new Fault('bad-input', `a jump model of ${states} states`)
  if (train.length < 20 * states)
    throw new Fault('missing-data', `a jump model of ${states} states needs ${20 * states} bars, not ${train.length}`)
}

/** Fits the smoothed model: its features use bars before and after each bar, inside the training part. */
export const fitCentredJump = (
  train: BarSeries,
  states: number,
  { halfLives, penalty }: JumpSetting,
  seed: number,
): JumpModel => {
  checked(train, states)
  const start = featureStart(train.variance)
  const rows = centredFeatures(train.variance, halfLives, start)
  return { states, start, halfLives, penalty, ...fitOn(rows, states, penalty, seed) }
}

/** Fits the online model: its features use past bars only. */
export const fitCausalJump = (
  train: BarSeries,
  states: number,
  { halfLives, onlinePenalty }: JumpSetting,
  seed: number,
): JumpModel => {
  checked(train, states)
  const start = featureStart(train.variance)
  const rows = causalFeatures(train.variance, halfLives, start)
  return { states, start, halfLives, penalty: onlinePenalty, ...fitOn(rows, states, onlinePenalty, seed) }
}

/** Smoothed states of a whole recording by a model of fitCentredJump: each depends on later bars. */
export const decodeJump = ({ centres, scale, start, halfLives, penalty }: JumpModel, series: BarSeries): Uint8Array =>
  bestPath(standardized(centredFeatures(series.variance, halfLives, start), scale), centres, penalty).states
