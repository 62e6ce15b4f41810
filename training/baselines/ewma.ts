import { Fault } from '../../src/core/error'
import { qlike } from '../../src/core/statistics/forecast-losses'
import { mean } from '../../src/core/statistics/moments'
import { goldenSection } from '../statistics/minimum'
import { forwardMean } from '../statistics/sliding-mean'
import type { VarianceBaseline } from './forecaster'

/**
 * Exponentially weighted mean with the given decay in (0, 1): value[t] = decay · value[t−1] + (1 − decay) · x[t], from
 * `start`.
 */
export const exponentialMean = (values: Float64Array, decay: number, start: number): Float64Array => {
  let level = start
  return values.map((value) => (level = decay * level + (1 - decay) * value))
}

const mostRows = 60_000

/**
 * Exponentially weighted variance, flat over the horizon; the half-life (1 bar to a quarter of the training part) is
 * the one of least QLIKE at the horizon on the training part. Starts from the training mean. RiskMetrics Technical
 * Document (1996).
 */
export const ewma: VarianceBaseline = {
  name: 'ewma',
  fit({ variance }, horizon) {
    const length = variance.length
    const usable = length - horizon
    if (usable < 10) throw new Fault('missing-data', `${length} bars are too few for EWMA at horizon ${horizon}`)
    const start = mean(variance)
    const ahead = forwardMean(variance, horizon)
    const stride = Math.ceil(usable / mostRows)
    const loss = (logHalfLife: number): number => {
      const level = exponentialMean(variance, 0.5 ** Math.exp(-logHalfLife), start)
      let sum = 0
      for (let t = 0; t < usable; t += stride) sum += qlike(ahead[t], level[t])
      return sum
    }
    const longest = Math.log(Math.max(2, length / 4))
    // The loss over half-lives can have several minima: a coarse grid brackets the lowest, golden section refines it.
    const grid = Array.from({ length: 13 }, (_, i) => (longest * i) / 12)
    const losses = grid.map(loss)
    const lowest = losses.indexOf(Math.min(...losses))
    const halfLife = Math.exp(
      goldenSection(loss, grid[Math.max(0, lowest - 1)], grid[Math.min(12, lowest + 1)], longest / 200),
    )
    const decay = 0.5 ** (1 / halfLife)
    return {
      parameters: { decay, halfLifeBars: halfLife, start },
      forecast: (series) => ({ first: 0, values: exponentialMean(series.variance, decay, start) }),
    }
  },
}
