import type { SlicedTrade } from '../execution/slices/sliced-trade'
import type { HedgeDecision } from '../hedging/decision'
import type { Evaluated } from '../mandates/evaluate-mandate'
import type { MandateOrder } from '../mandates/mandate'

/** The decision of an evaluator that hedges a delta within a band; undefined where the mandate has none. */
export const hedgeOf = (evaluated: Evaluated): HedgeDecision | undefined => {
  switch (evaluated.kind) {
    case 'hedge':
    case 'obpi':
      return evaluated.decision
    case 'pool':
      return evaluated.decision.decision
    case 'greeks':
    case 'cppi':
    case 'allocation':
      return undefined
  }
}

/**
 * What is left of a hedge that was traded in part when its position has come inside the band: the distance to where
 * trades of the present band from that side end. Nothing where a trade ends on the edge, and nothing once the band has
 * moved past the position.
 */
export const unfinishedHedge = (evaluated: Evaluated, underway: readonly SlicedTrade[]): readonly MandateOrder[] => {
  const decision = hedgeOf(evaluated)
  const trade = underway.find(({ name }) => name === 'underlying')
  if (decision?.band === undefined || decision.kind !== 'hold' || trade === undefined) return []
  const { band, target: held } = decision
  if (!(held >= band.lower && held <= band.upper)) return []
  const left = trade.side === 'buy' ? Math.max(0, band.lowerTarget - held) : Math.min(0, band.upperTarget - held)
  return left === 0 ? [] : [{ instrument: 'underlying', quantity: left }]
}
