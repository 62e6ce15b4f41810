/**
 * Annual volatility of each asset's return relative to the target portfolio, sd(r_i − r_p): a weight w drifts with
 * volatility w × this. `covariance` is annual, row-major n × n; cash has none.
 */
export const relativeVolatility = (weights: readonly number[], covariance: readonly number[]): number[] => {
  const n = weights.length
  const withPortfolio = weights.map((_, i) => {
    let sum = 0
    for (let j = 0; j < n; j++) sum += covariance[i * n + j] * weights[j]
    return sum
  })
  const portfolio = weights.reduce((sum, weight, i) => sum + weight * withPortfolio[i], 0)
  return weights.map((_, i) => Math.sqrt(Math.max(covariance[i * n + i] - 2 * withPortfolio[i] + portfolio, 0)))
}
