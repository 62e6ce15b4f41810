import { mean } from './moments'

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

/**
 * Lags of the Newey-West window for `rows` losses whose targets overlap for `horizon` rows: the horizon, at least the
 * rule of thumb 4 (rows / 100)^(2/9), at most a third of the rows.
 */
export const overlapLags = (horizon: number, rows: number): number =>
  Math.min(Math.max(horizon, Math.floor(4 * (rows / 100) ** (2 / 9))), Math.floor(rows / 3))
