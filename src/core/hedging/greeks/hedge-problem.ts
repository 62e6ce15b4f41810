import { Fault } from '../../error'
import { isPositiveSemidefinite } from './semidefinite'

/** One instrument that a book's Greeks may be hedged with. */
export type HedgeCandidate = {
  /** What one unit bought adds to each Greek of the problem, in its order. */
  readonly exposure: readonly number[]
  /** Mid price of a unit, for the limit on spending; 0 for a future. */
  readonly price: number
  /** Paid over the mid for each unit bought, ≥ 0: half spread, fee, impact. */
  readonly buyCost: number
  /** Given up below the mid for each unit sold, ≥ 0. */
  readonly sellCost: number
  /** Units in the smallest trade; every trade is a whole number of lots. 0: any size. */
  readonly lot: number
  /** Units held now. */
  readonly position: number
  /**
   * Least and most units held after the trade; may be infinite. A position outside them may stay or come back, never go
   * further.
   */
  readonly lower: number
  readonly upper: number
}

/**
 * Choose trades x that minimise (r + Ax)′ R (r + Ax) + Σ cost |x|, the risk of what is left and the cost of trading,
 * both in currency. Not trading is always allowed.
 */
export type GreekHedgeProblem = {
  /** The book's Greeks, candidates' positions included, less their targets. */
  readonly residual: readonly number[]
  /** R: symmetric, positive semidefinite, in currency per product of two Greeks. */
  readonly risk: readonly (readonly number[])[]
  readonly candidates: readonly HedgeCandidate[]
  /** Most that may be paid in costs, ≥ 0; undefined: any. */
  readonly maxCost?: number | undefined
  /** Most cash that the trades may take on balance, costs included, ≥ 0; undefined: any. */
  readonly maxSpend?: number | undefined
}

const refuse = (reason: string): never => {
  throw new Fault('numerical-domain', `a Greek hedge needs ${reason}`)
}

const checkCandidate = (candidate: HedgeCandidate, greeks: number): void => {
  const { exposure, price, buyCost, sellCost, lot, position, lower, upper } = candidate
  if (exposure.length !== greeks) refuse(`${greeks} exposures of every candidate, got ${exposure.length}`)
  if (![...exposure, price, position].every(Number.isFinite)) refuse('finite exposures, prices and positions')
  if (!(buyCost >= 0 && sellCost >= 0 && buyCost + sellCost < Infinity)) refuse('finite costs ≥ 0')
  if (!(lot >= 0 && lot < Infinity)) refuse(`a lot ≥ 0, got ${lot}`)
  if (!(lower <= upper)) refuse(`a lower limit at most the upper, got ${lower} and ${upper}`)
}

/** Throws 'numerical-domain' where `risk` is no risk of so many Greeks. */
export const checkRisk = (risk: GreekHedgeProblem['risk'], greeks: number): void => {
  if (risk.length !== greeks || risk.some((row) => row.length !== greeks)) refuse('a risk matrix as wide as the Greeks')
  risk.forEach((row, i) =>
    row.forEach((value, j) => {
      if (!Number.isFinite(value) || value !== risk[j][i]) refuse('a finite, symmetric risk matrix')
      if (i === j && value < 0) refuse('risk ≥ 0 of each Greek')
    }),
  )
  if (!isPositiveSemidefinite(risk)) refuse('a positive semidefinite risk matrix')
}

/** Throws 'numerical-domain' where the problem is not one. */
export const checkHedgeProblem = ({ residual, risk, candidates, maxCost, maxSpend }: GreekHedgeProblem): void => {
  if (!residual.every(Number.isFinite)) refuse('finite Greeks')
  checkRisk(risk, residual.length)
  for (const candidate of candidates) checkCandidate(candidate, residual.length)
  if (maxCost !== undefined && !(maxCost >= 0)) refuse(`a cost limit ≥ 0, got ${maxCost}`)
  if (maxSpend !== undefined && !(maxSpend >= 0)) refuse(`a spending limit ≥ 0, got ${maxSpend}`)
}
