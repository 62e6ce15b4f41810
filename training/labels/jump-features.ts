import { mean } from '../../src/core/statistics/moments'
import { exponentialMean } from '../baselines/ewma'
import type { JumpRows } from './jump-fit'
import { checkVariance } from './smooth-regimes'

/** Mean and deviation of each feature over the rows a jump model was fitted on. */
export type FeatureScale = { readonly mean: Float64Array; readonly deviation: Float64Array }

/** Scale of the rows; a constant feature gets deviation 1 and so adds nothing. */
export const scaleOf = ({ length, width, values }: JumpRows): FeatureScale => {
  const mean = new Float64Array(width)
  const deviation = new Float64Array(width)
  for (let i = 0; i < values.length; i++) mean[i % width] += values[i] / length
  for (let i = 0; i < values.length; i++) deviation[i % width] += (values[i] - mean[i % width]) ** 2 / length
  return { mean, deviation: deviation.map((square) => (square > 1e-20 ? Math.sqrt(square) : 1)) }
}

/** The rows in units of their scale. */
export const standardized = ({ length, width, values }: JumpRows, { mean, deviation }: FeatureScale): JumpRows => ({
  length,
  width,
  values: values.map((value, i) => (value - mean[i % width]) / deviation[i % width]),
})

/** Every `stride`-th row from the first. */
export const everyRow = (rows: JumpRows, stride: number): JumpRows => {
  if (stride === 1) return rows
  const length = Math.ceil(rows.length / stride)
  const values = new Float64Array(length * rows.width)
  for (let t = 0; t < length; t++)
    values.set(rows.values.subarray(t * stride * rows.width, (t * stride + 1) * rows.width), t * rows.width)
  return { length, width: rows.width, values }
}

/** Levels from which a recording's exponential means start: those of the training part. */
export type FeatureStart = { readonly deviation: number }

const decayOf = (halfLife: number): number => 0.5 ** (1 / halfLife)

/** Mean root of the variance proxy, a robust level of volatility per bar. */
export const featureStart = (variance: Float64Array): FeatureStart => ({ deviation: mean(variance.map(Math.sqrt)) })

const rowsOf = (columns: readonly Float64Array[]): JumpRows => {
  const length = columns[0].length
  const width = columns.length
  const values = new Float64Array(length * width)
  columns.forEach((column, j) => {
    for (let t = 0; t < length; t++) values[t * width + j] = column[t]
  })
  return { length, width, values }
}

/** Features of the online model: log exponential mean of the root variance at each half-life, from bars ≤ t. */
export const causalFeatures = (
  variance: Float64Array,
  halfLives: readonly number[],
  { deviation }: FeatureStart,
): JumpRows => {
  checkVariance(variance)
  const root = variance.map(Math.sqrt)
  return rowsOf(halfLives.map((halfLife) => exponentialMean(root, decayOf(halfLife), deviation).map(Math.log)))
}

/**
 * Features of the smoothed model: at each half-life the log mean root variance before, after and around the bar, later
 * bars included.
 */
export const centredFeatures = (
  variance: Float64Array,
  halfLives: readonly number[],
  { deviation }: FeatureStart,
): JumpRows => {
  checkVariance(variance)
  const root = variance.map(Math.sqrt)
  const reversed = root.slice().reverse()
  return rowsOf(
    halfLives.flatMap((halfLife) => {
      const before = exponentialMean(root, decayOf(halfLife), deviation)
      const after = exponentialMean(reversed, decayOf(halfLife), deviation).reverse()
      const around = before.map((level, t) => level + after[t])
      return [before.map(Math.log), after.map(Math.log), around.map(Math.log)]
    }),
  )
}
