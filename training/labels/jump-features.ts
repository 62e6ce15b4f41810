import { exponentialMean } from '../baselines/ewma'
import { mean } from '../statistics/quantile'
import { checkVariance } from './check-variance'
import type { FeatureRows } from './jump-path'

/** Levels from which a recording's exponential means start: those of the training part. */
export type FeatureStart = { readonly deviation: number }

const decayOf = (halfLife: number): number => 0.5 ** (1 / halfLife)

/** Mean root of the variance proxy, a robust level of volatility per bar. */
export const featureStart = (variance: Float64Array): FeatureStart => ({ deviation: mean(variance.map(Math.sqrt)) })

const rowsOf = (columns: readonly Float64Array[]): FeatureRows => {
  const length = columns[0].length
  const width = columns.length
  const values = new Float64Array(length * width)
  columns.forEach((column, j) => {
    for (let t = 0; t < length; t++) values[t * width + j] = column[t]
  })
  return { length, width, values }
}

/** What the filter sees: log exponential mean of the root variance at each half-life, from bars ≤ t. */
export const causalFeatures = (
  variance: Float64Array,
  halfLives: readonly number[],
  { deviation }: FeatureStart,
): FeatureRows => {
  checkVariance(variance)
  const root = variance.map(Math.sqrt)
  return rowsOf(halfLives.map((halfLife) => exponentialMean(root, decayOf(halfLife), deviation).map(Math.log)))
}

/**
 * What the smoother sees: at each half-life the log mean root variance before, after and around the bar. It knows the
 * future.
 */
export const centredFeatures = (
  variance: Float64Array,
  halfLives: readonly number[],
  { deviation }: FeatureStart,
): FeatureRows => {
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
