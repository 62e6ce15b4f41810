import type { Rng } from '../../src/core/rng'
import type { OracleGapShare } from '../../src/report/summary'
import type { TruthColumns } from '../data/side-channels'
import { expectedAverageVariance } from '../simulator/truth'
import { parseWorld } from '../simulator/world'
import { bootstrapIntervals } from '../statistics/bootstrap-ci'
import type { Strip } from '../tune/view/strip'
import type { Outcome } from '../tune/view/view'
import { blockLength, measuresOf, type ScoreOptions } from './hedging-scores'

/** Expected annual volatility to expiry given the world and its hidden state, paths × steps. */
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
 * Share of the gap between the constant-volatility hedge and the oracle's that the adaptive hedge captures, in entropic
 * price and in ES95 (of demeaned P&L) on the same paths, beside the gap itself.
 */
export const oracleGapShare = (
  { constant, adaptive, oracle }: { readonly constant: Outcome; readonly adaptive: Outcome; readonly oracle: Outcome },
  options: ScoreOptions,
  rng: Rng,
): OracleGapShare => {
  const statistics = (paths?: Int32Array): number[] => {
    const [c, a, o] = [constant, adaptive, oracle].map((outcome) => measuresOf(outcome, options, paths))
    const gaps = [c.entropicPrice - o.entropicPrice, c.es95 - o.es95]
    return [(c.entropicPrice - a.entropicPrice) / gaps[0], (c.es95 - a.es95) / gaps[1], ...gaps]
  }
  const paths = constant.pnl.length
  const [price, es95, priceGap, es95Gap] = statistics()
  const block = blockLength(paths, options.overlap)
  const ci = bootstrapIntervals(paths, statistics, { blockLength: block, replications: options.replications, rng })
  return {
    price,
    es95,
    ci: { price: ci[0], es95: ci[1] },
    gap: { price: priceGap, es95: es95Gap, ci: { price: ci[2], es95: ci[3] } },
  }
}
