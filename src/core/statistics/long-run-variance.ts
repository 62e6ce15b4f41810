import { mean } from './risk/moments'

/**
 * Newey-West variance of √n × the mean, with Bartlett weights 1 − l/(lags + 1): never negative.
 * Newey & West, Econometrica 55 (1987) 703–708. `lags` is cut at n − 1.
 */
export const longRunVariance = (values: Float64Array, lags: number): number => {
  const n = values.length
  const centre = mean(values)
  const centred = values.map((x) => x - centre)
  let variance = 0
  for (let lag = 0; lag <= Math.min(lags, n - 1); lag++) {
    let covariance = 0
    for (let i = lag; i < n; i++) covariance += centred[i] * centred[i - lag]
    variance += ((lag === 0 ? 1 : 2 * (1 - lag / (lags + 1))) * covariance) / n
  }
  return variance
}
