import type { RowLoss } from './row-loss'

/** Log errors beyond this (realized variance e⁴ ≈ 55 times the forecast) count linearly: one crash must not own the gradient. */
const logErrorCap = 4

/**
 * QLIKE of a log variance error e = log realized − log forecast: exp(e) − e − 1 (Patton, Journal of Econometrics 160 (2011) 246–256),
 * continued along its tangent above e = 4, so its slope stays within (−1, e⁴ − 1). Zero at e = 0, convex.
 */
export const cappedQlike = (e: number): number =>
  e > logErrorCap ? Math.exp(logErrorCap) * (1 + e - logErrorCap) - e - 1 : Math.expm1(e) - e

/** Derivative of `cappedQlike`. */
export const cappedQlikeSlope = (e: number): number => Math.expm1(Math.min(e, logErrorCap))

/**
 * Loss of forecaster outputs (layout: models/forecaster/layout.ts) against `y[row * H + h]`, the log forward mean variance:
 * capped QLIKE of the mean head, averaged over horizons, plus pinball loss of the quantile heads, averaged over horizons and levels.
 */
export const forecasterLoss = (y: ArrayLike<number>, horizons: number, levels: readonly number[]): RowLoss => {
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
        qlike += cappedQlike(error)
        if (gradient !== undefined) gradient[mean] = -cappedQlikeSlope(error) / (rows * horizons)
        for (let q = 0; q < count; q++) {
          const at = i * width + horizons + h * count + q
          const miss = target - output[at]
          const slope = miss < 0 ? levels[q] - 1 : levels[q]
          pinball += slope * miss
          if (gradient !== undefined) gradient[at] = -slope / (rows * horizons * count)
        }
      }
    return qlike / (rows * horizons) + pinball / Math.max(1, rows * horizons * count)
  }
}
