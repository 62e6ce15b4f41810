/** Bars before an average says anything. */
const LEAST_BARS = 10

/**
 * Exponentially weighted mean variance of the bars so far with a half-life of a quarter of a trading day, weights
 * summing to 1 from the first bar on; undefined before the tenth. What is known of volatility before any model is warm.
 * RiskMetrics Technical Document (1996).
 */
export const startBaselineVariance = (barsPerDay: number): ((variance: number) => number | undefined) => {
  const decay = 0.5 ** (1 / Math.max(1, barsPerDay / 4))
  let [sum, weight, bars] = [0, 0, 0]
  return (variance) => {
    sum = decay * sum + variance
    weight = decay * weight + 1
    bars++
    return bars < LEAST_BARS ? undefined : sum / weight
  }
}
