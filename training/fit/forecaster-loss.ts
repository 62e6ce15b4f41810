import type { RowLoss } from './gradient-step'

/**
 * Log errors beyond this (realized variance e⁴ ≈ 55 times the forecast) count linearly, so that one crash does not
 * dominate the gradient.
 */
const logErrorCap = 4

/**
 * QLIKE of a log variance error e = log realized − log forecast: exp(e) − e − 1 (Patton, Journal of Econometrics 160
 * (2011) 246–256), continued along its tangent above e = 4, so its slope stays within (−1, e⁴ − 1). Zero at e = 0,
 * convex.
 */
export const cappedQlike = (e: number): number =>
  e > logErrorCap ? Math.exp(logErrorCap) * (1 + e - logErrorCap) - e - 1 : Math.expm1(e) - e

/** Derivative of `cappedQlike`. */
export const cappedQlikeSlope = (e: number): number => Math.expm1(Math.min(e, logErrorCap))

/**
 * Weight of each horizon in the loss, mean 1: the root of how many targets that do not overlap a row is worth. The rows
 * of a long horizon repeat few targets; with full weight the layers that all horizons share would overfit them.
 */
export const horizonWeights = (overlaps: readonly number[]): number[] => {
  const worth = overlaps.map((overlap) => 1 / Math.sqrt(Math.max(1, overlap)))
  const total = worth.reduce((sum, weight) => sum + weight, 0)
  return worth.map((weight) => (weight * worth.length) / total)
}

/**
 * Loss of forecaster outputs (layout: models/forecaster/forecaster.ts) against `y[row * H + h]`, the log forward mean
 * variance: capped QLIKE of the mean head plus pinball loss of the quantile heads averaged over levels, both averaged
 * over horizons by weight (mean 1).
 */
export const forecasterLoss = (
  y: ArrayLike<number>,
  weights: readonly number[],
  levels: readonly number[],
): RowLoss => {
  const horizons = weights.length
  const count = levels.length
  const width = horizons * (1 + count)
  return (output, rowOf, gradient) => {
    const rows = rowOf.length
    let qlike = 0
    let pinball = 0
    for (let i = 0; i < rows; i++)
      for (let h = 0; h < horizons; h++) {
        const target = y[rowOf[i] * horizons + h]
        const mean = i * width + h
        const error = target - output[mean]
        const share = weights[h] / (rows * horizons)
        qlike += share * cappedQlike(error)
        if (gradient !== undefined) gradient[mean] = -share * cappedQlikeSlope(error)
        for (let q = 0; q < count; q++) {
          const at = i * width + horizons + h * count + q
          const miss = target - output[at]
          const slope = miss < 0 ? levels[q] - 1 : levels[q]
          pinball += (share * slope * miss) / count
          if (gradient !== undefined) gradient[at] = (-share * slope) / count
        }
      }
    return qlike + pinball
  }
}
