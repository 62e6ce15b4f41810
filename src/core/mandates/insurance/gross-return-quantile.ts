import { Fault } from '../../error'
import { bracketedRoot } from '../../statistics/bracketed-root'
import { normalQuantile } from '../../pricing/normal-quantile'
import { grossReturnCdf, logReturnMixture, type ReturnForecast } from './gross-return'

/**
 * The gross return S'/S over `years` that is undercut with probability `level` in (0, 1): the worst expected move at
 * that confidence. Closed form without jumps, else by bracketed root; where the law has atoms (vol 0), the least value
 * whose distribution function reaches the level. Faults on a level outside.
 */
export const grossReturnQuantile = (forecast: ReturnForecast, years: number, level: number): number => {
  if (!(level > 0 && level < 1 && years >= 0))
    throw new Fault('numerical-domain', `a quantile needs a level in (0, 1) and years ≥ 0, got ${level}, ${years}`)
  const components = logReturnMixture(forecast, years)
  const z = normalQuantile(level)
  if (components.length === 1) return Math.exp(components[0].mean + components[0].sd * z)
  let [low, high] = [Infinity, -Infinity]
  for (const { mean, sd } of components) {
    low = Math.min(low, mean - 40 * sd)
    high = Math.max(high, mean + 40 * sd)
  }
  const root = bracketedRoot((x) => grossReturnCdf(components, Math.exp(x)) - level, low - 1e-9, high + 1e-9, 1e-13)
  return Math.exp(root ?? low)
}
