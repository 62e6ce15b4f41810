import type { AllocationPolicy } from './allocation-policy'

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

/**
 * Half-width in weight of the band in which proportional cost and deviation from the target balance, (3 c w²(1 − w)² /
 * 2γ)^{1/3}. It is what minimises (γ/2) × tracking variance + cost of a reflected weight, and does not depend on
 * volatility: that speeds up drift and harm alike. 0 at a weight of 0 or 1. `cost` is of both trades, of the asset and
 * of what pays for it. K. Janeček & S. Shreve, Finance and Stochastics 8 (2004) 181–206; H. Leland, "Optimal portfolio
 * management with transactions costs and capital gains taxes", Berkeley RPF-290 (1999); C. Donohue & K. Yip, Journal of
 * Portfolio Management 29 (2003) 49–63.
 *
 * @internal
 */
export const costOptimalHalfWidth = (cost: number, weight: number, riskAversion: number): number =>
  Math.cbrt((1.5 * cost * weight * weight * (1 - weight) * (1 - weight)) / riskAversion)

/** Cost of moving weight into asset i and out of the others and cash at their target shares; cash costs nothing. */
const pairCost = (targets: readonly number[], costs: readonly number[], i: number): number => {
  const rest = Math.max(1 - targets[i], 1e-12)
  let sum = costs[i]
  for (let j = 0; j < targets.length; j++) if (j !== i) sum += (Math.abs(targets[j]) / rest) * costs[j]
  return Math.min(sum, 1)
}

/**
 * Half-width of every asset's band, `factor` the posterior-weighted multiplier, kept within the policy's floor and
 * ceiling; 0 for a calendar.
 */
export const driftHalfWidths = (
  { band, floor, ceiling }: AllocationPolicy,
  targets: readonly number[],
  costs: readonly number[],
  { covariance, factor }: { readonly covariance: readonly number[]; readonly factor: number },
): number[] => {
  if (band.kind === 'calendar') return targets.map(() => 0)
  const speeds = band.kind === 'volatility' ? relativeVolatility(targets, covariance) : []
  const raw = (target: number, i: number): number => {
    switch (band.kind) {
      case 'absolute':
        return band.halfWidth
      case 'relative':
        return band.share * Math.abs(target)
      case 'volatility':
        return band.deviations * Math.abs(target) * speeds[i] * Math.sqrt(band.years)
      case 'cost-optimal':
        return costOptimalHalfWidth(pairCost(targets, costs, i), target, band.riskAversion)
    }
  }
  return targets.map((target, i) => Math.min(Math.max(factor * raw(target, i), floor), ceiling))
}
