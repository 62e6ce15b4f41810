import type { DenseWeights } from '../dense'
import type { Scaling } from '../scaling'

/**
 * Log-HAR for one horizon on raw feature columns: log variance ~ intercept + Σ slopes[i] · x[harColumns[i]] + residual.
 * `residualVariance` is that of the log regression, ≥ 0.
 */
export type LogHarCoefficients = {
  readonly intercept: number
  readonly slopes: readonly number[]
  readonly residualVariance: number
}

/**
 * Log-HAR as a dense layer over standardised inputs, one unit a horizon. Its output is the log of the *mean* variance:
 * the forecast of the log plus half the residual variance, as for a log-normal (Corsi, Journal of Financial
 * Econometrics 7 (2009) 174–196).
 */
export const harLayer = (
  { mean, sd }: Scaling,
  harColumns: readonly number[],
  coefficients: readonly LogHarCoefficients[],
): DenseWeights => {
  const horizons = coefficients.length
  const kernel = new Float32Array(mean.length * horizons)
  const bias = new Float32Array(horizons)
  coefficients.forEach(({ intercept, slopes, residualVariance }, h) => {
    let constant = intercept + residualVariance / 2
    harColumns.forEach((col, i) => {
      kernel[col * horizons + h] += slopes[i] * sd[col]
      constant += slopes[i] * mean[col]
    })
    bias[h] = constant
  })
  return { kernel, bias }
}
