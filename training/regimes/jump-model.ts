import { Fault } from '../../src/core/error'
import { sliceSeries, type BarSeries } from '../series'
import { causalFeatures, centredFeatures, featureStart, type FeatureStart } from './jump-features'
import { fitJump } from './jump-fit'
import { bestPath, type FeatureRows } from './jump-path'
import { everyRow, scaleOf, standardized, type FeatureScale } from './jump-scale'

/** How long the memory of the features is and what a jump costs. */
export type JumpSetting = {
  /** Half-lives of the exponential means in bars, rising. */
  readonly halfLives: readonly number[]
  /** Cost of a jump of the smoothed path, in squared standard deviations. */
  readonly penalty: number
  /** Cost of a jump of the online path; smaller, since what it sees lags. */
  readonly onlinePenalty: number
}

/** A fitted jump model in one of its two feature spaces; `centres` row-major, states × features, states ordered by volatility. */
export type JumpModel = {
  readonly states: number
  readonly centres: Float64Array
  readonly scale: FeatureScale
  readonly start: FeatureStart
  readonly halfLives: readonly number[]
  readonly penalty: number
}

const mostRows = 20_000

/**
 * Longest half-life: 20 bars on daily bars and slower; on faster ones a quarter of a day, but at most a hundredth of the training part.
 * The penalties grow with it because neighbouring features repeat each other. The factors give the best balanced accuracy on Hardy's
 * process (see reproduce regimes).
 */
export const jumpSettingFor = (train: Pick<BarSeries, 'barsPerYear' | 'length'>): JumpSetting => {
  const longest = Math.max(20, Math.min(train.barsPerYear / 365 / 4, train.length / 100))
  return { halfLives: [0.15 * longest, 0.4 * longest, longest], penalty: 4 * longest, onlinePenalty: 0.3 * longest }
}

const fitOn = (
  rows: FeatureRows,
  states: number,
  penalty: number,
  seed: number,
): Pick<JumpModel, 'centres' | 'scale'> => {
  const stride = Math.ceil(rows.length / mostRows)
  const thin = everyRow(rows, stride)
  const scale = scaleOf(thin)
  const { centres } = fitJump(standardized(thin, scale), states, penalty / stride, seed)
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

/** Fits the smoothed model: its features look both ways inside the training part. */
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

/** Fits the online model: its features look back only. */
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

/** Smoothed states of a whole recording by a model of fitCentredJump: every one knows the future. */
export const decodeJump = ({ centres, scale, start, halfLives, penalty }: JumpModel, series: BarSeries): Uint8Array =>
  bestPath(standardized(centredFeatures(series.variance, halfLives, start), scale), centres, penalty).states

export type JumpLabelOptions = {
  /** Bars at the start that the parameters are fitted on. */
  readonly trainLength: number
  readonly seed: number
  /** Default: jumpSettingFor the training bars. */
  readonly setting?: Pick<JumpSetting, 'halfLives' | 'penalty'>
}

/**
 * States of every bar of a recording, 0 the calmest, decoded with the whole recording in sight and parameters from the first `trainLength` bars:
 * labels to train and judge by, never to act on.
 */
export const jumpModelLabels = (
  series: BarSeries,
  states: number,
  { trainLength, seed, setting }: JumpLabelOptions,
): Uint8Array => {
  const train = sliceSeries(series, 0, trainLength)
  return decodeJump(fitCentredJump(train, states, { ...jumpSettingFor(train), ...setting }, seed), series)
}
