import type { GreekHedgeProblem } from './hedge-problem'

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
export const costOf = ({ candidates }: GreekHedgeProblem, trades: ArrayLike<number>): number => {
  let sum = 0
  candidates.forEach(({ buyCost, sellCost }, i) => (sum += trades[i] > 0 ? buyCost * trades[i] : -sellCost * trades[i]))
  return sum
}

/** Cash that the trades take on balance, costs included. */
export const spendOf = (problem: GreekHedgeProblem, trades: ArrayLike<number>): number => {
  let sum = costOf(problem, trades)
  problem.candidates.forEach(({ price }, i) => (sum += price * trades[i]))
  return sum
}

/** What the trades leave: risk + cost. */
export const objectiveOf = (problem: GreekHedgeProblem, trades: ArrayLike<number>): number =>
  riskOf(problem.risk, residualAfter(problem, trades)) + costOf(problem, trades)

/** Rounding of whole lots that spend a limit to its last unit. */
const ROUNDING = 1 + 1e-9

/** True within the cost and spending limits, to rounding. */
export const withinLimits = (problem: GreekHedgeProblem, trades: ArrayLike<number>): boolean =>
  (problem.maxCost === undefined || costOf(problem, trades) <= problem.maxCost * ROUNDING) &&
  (problem.maxSpend === undefined || spendOf(problem, trades) <= problem.maxSpend * ROUNDING)
