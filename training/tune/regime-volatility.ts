import type { BarSeries } from '../data/series'
import type { Range } from '../data/split'
import type { Predictions } from '../fit/predict'
import { forwardMean } from '../statistics/sliding-mean'

/** A mean of values with their weights. */
type Weighted = { readonly sum: number; readonly weight: number }

/**
 * Means that do not fall: neighbours out of order share one. Ayer & others, Annals of Mathematical Statistics 26 (1955)
 * 641–647.
 */
const risingMeans = (levels: readonly Weighted[]): readonly number[] => {
  const pooled: (Weighted & { readonly count: number })[] = []
  for (const level of levels) {
    let last = { ...level, count: 1 }
    for (let before = pooled.at(-1); before !== undefined; before = pooled.at(-1)) {
      if (before.sum / before.weight <= last.sum / last.weight) break
      last = { sum: before.sum + last.sum, weight: before.weight + last.weight, count: before.count + last.count }
      pooled.pop()
    }
    pooled.push(last)
  }
  return pooled.flatMap(({ sum, weight, count }) => Array.from({ length: count }, () => sum / weight))
}

/**
 * Annual volatility of the next `bars` bars in each regime: the root of the mean variance that followed the bars of a
 * range, weighted by the regime's probability then. What is likely to change within those bars is part of it. Regimes
 * are ordered by variance, so the volatilities do not fall; two that a short range puts out of order share one.
 */
export const regimeVolatility = (
  { posterior, states }: Pick<Predictions, 'posterior' | 'states'>,
  { variance, barsPerYear }: Pick<BarSeries, 'variance' | 'barsPerYear'>,
  { from, to }: Range,
  bars: number,
): readonly number[] => {
  const following = forwardMean(variance.subarray(from, to), bars).subarray(0, Math.max(0, to - from - bars))
  const mean = following.reduce((sum, value) => sum + value, 0) / following.length
  const levels = Array.from({ length: states }, (_, k) => {
    // One bar of the whole range, for a regime that was never likely.
    let sum = mean
    let weight = 1
    for (let i = 0; i < following.length; i++) {
      const p = posterior[(from + i) * states + k]
      sum += p * following[i]
      weight += p
    }
    return { sum, weight }
  })
  return risingMeans(levels).map((level) => Math.sqrt(level * barsPerYear))
}
