import type { Evaluated } from '../mandates/evaluate-mandate'
import { hedgeOf } from './unfinished-hedge'

/** Delta that a hedge leaves open at a position; undefined where the mandate hedges none. */
const openDelta = (evaluated: Evaluated, position: number): number | undefined => {
  const hedge = hedgeOf(evaluated)
  return hedge && hedge.exposure.delta + position
}

/**
 * Whether trading `quantity` at a position of `held` (units, signed) lessens what the portfolio is exposed to: a
 * hedge's open delta, the risk of a book whose Greeks are managed, else the position itself; passing through nothing to
 * the other side does not.
 */
export const lessensExposure = (evaluated: Evaluated, held: number, quantity: number): boolean => {
  if (evaluated.kind === 'greeks') return evaluated.decision.riskAfter < evaluated.decision.riskBefore
  const before = openDelta(evaluated, held) ?? held
  const after = openDelta(evaluated, held + quantity) ?? held + quantity
  return Math.abs(after) < Math.abs(before) && before * after >= 0
}
