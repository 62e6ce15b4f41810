import { Fault } from '../../error'

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

/** The Greeks left after the trades. */
export const residualAfter = ({ residual, candidates }: GreekHedgeProblem, trades: ArrayLike<number>): number[] =>
  residual.map((value, g) => {
    let sum = value
    for (let i = 0; i < candidates.length; i++) if (trades[i] !== 0) sum += candidates[i].exposure[g] * trades[i]
    return sum
  })

/** r′Rr in currency. */
export const riskOf = (risk: GreekHedgeProblem['risk'], residual: readonly number[]): number => {
  let sum = 0
  for (let i = 0; i < residual.length; i++)
    for (let j = 0; j < residual.length; j++) sum += residual[i] * risk[i][j] * residual[j]
  return sum
}

/** Costs of the trades, ≥ 0. */
export const tradingCost = ({ candidates }: GreekHedgeProblem, trades: ArrayLike<number>): number => {
  let sum = 0
  candidates.forEach(({ buyCost, sellCost }, i) => (sum += trades[i] > 0 ? buyCost * trades[i] : -sellCost * trades[i]))
  return sum
}

/** Cash that the trades take on balance, costs included. */
const spendOf = (problem: GreekHedgeProblem, trades: ArrayLike<number>): number => {
  let sum = tradingCost(problem, trades)
  problem.candidates.forEach(({ price }, i) => (sum += price * trades[i]))
  return sum
}

/** What the trades leave: risk + cost. */
export const objectiveOf = (problem: GreekHedgeProblem, trades: ArrayLike<number>): number =>
  riskOf(problem.risk, residualAfter(problem, trades)) + tradingCost(problem, trades)

/** Rounding of whole lots that spend a limit to its last unit. */
const SPENDING_ROUNDING = 1 + 1e-9

/** True within the cost and spending limits, to rounding. */
export const withinLimits = (problem: GreekHedgeProblem, trades: ArrayLike<number>): boolean =>
  (problem.maxCost === undefined || tradingCost(problem, trades) <= problem.maxCost * SPENDING_ROUNDING) &&
  (problem.maxSpend === undefined || spendOf(problem, trades) <= problem.maxSpend * SPENDING_ROUNDING)

/** Pivots below this, the diagonal being 1, are rounding. */
const PIVOT_ROUNDING = 1e-10

/**
 * True where a symmetric matrix is positive semidefinite to rounding: Cholesky's pivots, of the matrix scaled to a
 * diagonal of 1, are not negative, and what stands beside a pivot of 0 is 0.
 */
const isPositiveSemidefinite = (matrix: readonly (readonly number[])[]): boolean => {
  const scale = matrix.map((row, i) => (row[i] > 0 ? 1 / Math.sqrt(row[i]) : 1))
  const rest = matrix.map((row, i) => row.map((value, j) => value * scale[i] * scale[j]))
  for (let k = 0; k < rest.length; k++) {
    const pivot = rest[k][k]
    if (pivot < -PIVOT_ROUNDING) return false
    for (let i = k + 1; i < rest.length; i++) {
      if (pivot <= PIVOT_ROUNDING) {
        if (Math.abs(rest[i][k]) > Math.sqrt(PIVOT_ROUNDING)) return false
        continue
      }
      const factor = rest[i][k] / pivot
      for (let j = k + 1; j < rest.length; j++) rest[i][j] -= factor * rest[k][j]
    }
  }
  return true
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
