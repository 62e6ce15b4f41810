import { riskOf, tradingCost, type GreekHedgeProblem } from './hedge-problem'
import type { QuadraticProgram, SolveQuadraticProgram } from './quadratic-program'

/**
 * Solves the problem without lots between given bounds on the trades, in units; undefined where nothing is within
 * bounds and limits.
 */
export type Relaxation = (lower: Float64Array, upper: Float64Array) => Float64Array | undefined

/**
 * The problem as a quadratic program in purchases u ≥ 0 and sales v ≥ 0, x = u − v, scaled so that the solver's
 * tolerances mean the same at every book size: a trade of 1 has by itself the risk of the unhedged book, and the
 * objective is 1 without a trade. `scale` holds the units of such a trade, > 0; `risk` is r′Rr before trading, > 0.
 */
export const relaxation = (
  problem: GreekHedgeProblem,
  scale: Float64Array,
  risk: number,
  solve: SolveQuadraticProgram,
): Relaxation => {
  const { candidates, residual } = problem
  const count = candidates.length
  const size = 2 * count
  const side = (k: number): 1 | -1 => (k < count ? 1 : -1)
  const exposures = candidates.map(({ exposure }, i) => exposure.map((value) => value * scale[i]))
  const product = (a: readonly number[], b: readonly number[]): number => {
    let sum = 0
    for (let g = 0; g < a.length; g++) for (let h = 0; h < b.length; h++) sum += a[g] * problem.risk[g][h] * b[h]
    return sum / risk
  }
  const quadratic = new Float64Array(size * size)
  for (let i = 0; i < count; i++)
    for (let j = 0; j <= i; j++) {
      const value = 2 * product(exposures[i], exposures[j])
      for (const [a, b] of [
        [i, j],
        [j, i],
      ])
        for (const [k, l] of [
          [a, b],
          [a + count, b + count],
        ])
          quadratic[k * size + l] = value
      for (const [a, b] of [
        [i, j],
        [j, i],
      ]) {
        quadratic[a * size + b + count] = -value
        quadratic[(a + count) * size + b] = -value
      }
    }
  const unitCost = (k: number): number => {
    const { buyCost, sellCost } = candidates[k % count]
    return (k < count ? buyCost : sellCost) * scale[k % count]
  }
  const linear = Float64Array.from({ length: size }, (_, k) => {
    const slope = 2 * product(exposures[k % count], residual)
    return side(k) * slope + unitCost(k) / risk
  })
  const limits: { readonly coefficients: number[]; readonly upper: number }[] = []
  const limit = (upper: number | undefined, coefficient: (k: number) => number): void => {
    if (upper === undefined || upper === Infinity) return
    const coefficients = Array.from({ length: size }, (_, k) => coefficient(k))
    const largest = Math.max(...coefficients.map(Math.abs))
    if (largest > 0) limits.push({ coefficients: coefficients.map((c) => c / largest), upper: upper / largest })
  }
  limit(problem.maxCost, unitCost)
  limit(problem.maxSpend, (k) => side(k) * candidates[k % count].price * scale[k % count] + unitCost(k))
  const fixed = {
    quadratic,
    linear,
    rows: Float64Array.from(limits.flatMap(({ coefficients }) => coefficients)),
    rowUpper: Float64Array.from(limits.map(({ upper }) => upper)),
  }
  return (lower, upper) => {
    const bounds = (pick: (i: number, s: 1 | -1) => number): Float64Array =>
      Float64Array.from({ length: size }, (_, k) => Math.max(pick(k % count, side(k)), 0) / scale[k % count])
    const program: QuadraticProgram = {
      ...fixed,
      lower: bounds((i, s) => (s === 1 ? lower[i] : -upper[i])),
      upper: bounds((i, s) => (s === 1 ? upper[i] : -lower[i])),
    }
    const solution = solve(program)
    if (solution.kind === 'infeasible') return undefined
    return Float64Array.from({ length: count }, (_, i) => {
      const units = (solution.x[i] - solution.x[i + count]) * scale[i]
      return Math.min(Math.max(units, lower[i]), upper[i])
    })
  }
}

/**
 * Trades shrunk towards none until they keep the limits to the last digit: the solver keeps them to its tolerance only.
 */
export const withinSpending = (problem: GreekHedgeProblem, trades: Float64Array): Float64Array => {
  const { maxCost, maxSpend } = problem
  const cost = tradingCost(problem, trades)
  let spend = cost
  problem.candidates.forEach(({ price }, i) => (spend += price * trades[i]))
  let share = 1
  if (maxCost !== undefined && cost > maxCost) share = Math.min(share, maxCost / cost)
  if (maxSpend !== undefined && spend > maxSpend) share = Math.min(share, maxSpend / spend)
  return share === 1 ? trades : trades.map((units) => units * share * (1 - 1e-15))
}

/** Units of each candidate that by themselves carry the risk of the unhedged book; 0 for one that hedges nothing. */
export const tradeScale = ({ candidates, risk }: GreekHedgeProblem, bookRisk: number): Float64Array =>
  Float64Array.from(candidates, ({ exposure }) => {
    const unit = riskOf(risk, exposure)
    return unit > 0 ? Math.sqrt(bookRisk / unit) : 0
  })
