import { exposureColumns } from '../../../src/core/hedging/exposure-columns'
import { hedge } from '../../../src/core/hedging/paths'
import type { Strategy } from '../../../src/core/hedging/strategy'
import { certaintyEquivalents } from '../../../training/tune/view/view'
import type { BandPaths } from '../../../training/band-network/band-paths'

/** Variance of each step, paths × steps, realized or true, else as the volatility of the hedger expects it. */
const stepVariance = ({ paths, steps, years, vol, seen = {} }: BandPaths): Float64Array => {
  const { variance, nowVol } = seen
  if (variance !== undefined) return variance
  return Float64Array.from({ length: paths * steps }, (_, i) => {
    const t = i % steps
    const now = nowVol === undefined ? (typeof vol === 'number' ? vol : vol[i]) : nowVol[i]
    return now * now * (years[t] - (t + 1 < steps ? years[t + 1] : 0))
  })
}

/**
 * Certainty equivalent of hedging each path by a strategy without a clock, cost + a/2 Σ (position − mark delta)²
 * σ²S²Δt, by the batch engine.
 */
export const certaintyOf = (paths: BandPaths, strategy: Strategy, riskAversion: number): Float64Array => {
  const { vol, unwindAtExpiry, seen = {} } = paths
  const { delta, gamma } = exposureColumns(paths, vol)
  const mark = { vol, delta: seen.markDelta ?? delta, variance: stepVariance(paths) }
  const { nowVol, posterior, jumpShare } = seen
  const options = { vol, nowVol, posterior, jumpShare, mark, unwindAtExpiry }
  return certaintyEquivalents(hedge(paths, { delta: mark.delta, gamma }, strategy, options), riskAversion)
}
