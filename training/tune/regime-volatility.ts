import type { BarSeries } from '../data/series'
import type { Range } from '../data/split'
import type { Predictions } from '../fit/predict'
import { forwardMean } from '../statistics/sliding-mean'

/**
 * Annual volatility of the next `bars` bars in each regime: the root of the mean variance that followed the bars of a
 * range, weighted by the regime's probability then. What is likely to change within those bars is part
 * of it.
 */
export const regimeVolatility = (
  { posterior, states }: Pick<Predictions, 'posterior' | 'states'>,
  { variance, barsPerYear }: Pick<BarSeries, 'variance' | 'barsPerYear'>,
  { from, to }: Range,
  bars: number,
): readonly number[] => {
  const following = forwardMean(variance.subarray(from, to), bars).subarray(0, Math.max(0, to - from - bars))
  const mean = following.reduce((sum, value) => sum + value, 0) / following.length
  return Array.from({ length: states }, (_, k) => {
    // One bar of the whole range, for a regime that was never likely.
    let sum = mean
    let weight = 1
    for (let i = 0; i < following.length; i++) {
      const p = posterior[(from + i) * states + k]
      sum += p * following[i]
      weight += p
    }
    return Math.sqrt((sum / weight) * barsPerYear)
  })
}
