import type { OracleGapShare } from '../../src/report/summary'
import type { Rng } from '../../src/core/rng'
import { measuresOf, type ScoreOptions } from '../evaluation/hedging-scores'
import { parseWorld } from '../simulator/world'
import { bootstrapIntervals } from '../statistics/bootstrap-ci'
import { expectedAverageVariance } from '../truth'
import type { TruthColumns } from '../truth-columns'
import type { Outcome } from './outcome'
import type { Strip } from './strip'

/** Annual volatility to expiry of one who knows the world and its hidden state, paths × steps. */
export const oracleVolatility = (strip: Strip, world: unknown, truth: TruthColumns): Float64Array => {
  const known = parseWorld(world)
  const out = new Float64Array(strip.paths * strip.steps)
  const byState = new Map<string, number>()
  for (let t = 0; t < strip.steps; t++)
    for (let p = 0; p < strip.paths; p++) {
      const bar = strip.starts[p] + t
      const state = truth.state[bar]
      const variance = truth.variance[bar]
      const key = known.kind === 'heston' ? undefined : `${t} ${state}`
      const value =
        (key === undefined ? undefined : byState.get(key)) ??
        Math.sqrt(expectedAverageVariance(known, state, variance, strip.years[t]))
      if (key !== undefined) byState.set(key, value)
      out[p * strip.steps + t] = value
    }
  return out
}

/**
 * Share of the way from the constant-volatility hedge to the one who knows the truth that adaptive goes, in entropic price and in excess ES95 (of demeaned
 * P&L), by the same paths. Undefined where knowing the truth lowers neither.
 */
export const oracleGapShare = (
  constant: Outcome,
  adaptive: Outcome,
  oracle: Outcome,
  options: ScoreOptions,
  rng: Rng,
): OracleGapShare | undefined => {
  const shares = (paths?: Int32Array): number[] => {
    const [c, a, o] = [constant, adaptive, oracle].map((outcome) => measuresOf(outcome, options, paths))
    return [
      (c.entropicPrice - a.entropicPrice) / (c.entropicPrice - o.entropicPrice),
      (c.es95 - a.es95) / (c.es95 - o.es95),
    ]
  }
  const [c, o] = [constant, oracle].map((outcome) => measuresOf(outcome, options))
  if (!(c.entropicPrice > o.entropicPrice && c.es95 > o.es95)) return undefined
  const [price, es95] = shares()
  const block = Math.max(1, Math.min(options.overlap, Math.floor(constant.pnl.length / 4)))
  const [priceCi, es95Ci] = bootstrapIntervals(constant.pnl.length, shares, block, options.replications, rng)
  return { price, es95, ci: { price: priceCi, es95: es95Ci } }
}
