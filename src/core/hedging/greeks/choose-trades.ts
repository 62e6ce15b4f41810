import {
  checkHedgeProblem,
  objectiveOf,
  residualAfter,
  riskOf,
  tradingCost,
  withinLimits,
  type GreekHedgeProblem,
  type HedgeCandidate,
} from './hedge-problem'
import type { SolveQuadraticProgram } from './quadratic-program'
import { relaxation, tradeScale, withinSpending } from './relaxation'
import { searchLots, type LotSearch } from './search-lots'

/**
 * The best trade in one instrument of any size: where the marginal risk saved is its cost, or none, or to the end of
 * its range.
 */
const singleTrade = (
  { residual, risk }: GreekHedgeProblem,
  { exposure, buyCost, sellCost }: HedgeCandidate,
  { lower, upper }: TradeRange,
): number => {
  const curvature = 2 * riskOf(risk, exposure)
  let slope = 0
  for (let g = 0; g < residual.length; g++)
    for (let h = 0; h < residual.length; h++) slope += 2 * exposure[g] * risk[g][h] * residual[h]
  if (slope + buyCost < 0) return Math.min(-(slope + buyCost) / curvature, upper)
  return slope - sellCost > 0 ? Math.max(-(slope - sellCost) / curvature, lower) : 0
}

/** How the risk changes with the first unit of each candidate bought. */
const riskSlopes = ({ residual, risk, candidates }: GreekHedgeProblem): number[] => {
  const marginal = risk.map((row) => row.reduce((sum, weight, h) => sum + 2 * weight * residual[h], 0))
  return candidates.map(({ exposure }) => exposure.reduce((sum, value, g) => sum + value * marginal[g], 0))
}

/**
 * Smallest and largest trade. Counted in lots where there is a lot, else in units; the number of units is then exact.
 */
export type TradeRange = { readonly lower: number; readonly upper: number }

const lotsUpTo = (room: number, fits: (lots: number) => boolean, lot: number): number => {
  if (room === Infinity) return Infinity
  // Rounding of the quotient may be a lot off on either side.
  let lots = Math.max(Math.floor(room / lot) - 1, 0)
  while (fits(lots + 1)) lots++
  return lots
}

/**
 * How far a candidate may be traded, 0 within it: positions end inside their limits to the last digit, or come nearer
 * to them.
 *
 * @internal
 */
export const tradeRange = ({ position, lower, upper, lot }: HedgeCandidate): TradeRange => {
  const up = Math.max(upper - position, 0)
  const down = Math.max(position - lower, 0)
  if (lot === 0) return { lower: down === 0 ? 0 : -down, upper: up }
  const sold = lotsUpTo(down, (lots) => position - lots * lot >= lower, lot)
  return { lower: sold === 0 ? 0 : -sold, upper: lotsUpTo(up, (lots) => position + lots * lot <= upper, lot) }
}

/** The trades chosen and what they do. Money is in the book's currency. */
export type GreekHedge = {
  /** Units by candidate, signed: whole lots where there is a lot. */
  readonly trades: readonly number[]
  /** Position by candidate after the trade, within its limits to the last digit. */
  readonly targets: readonly number[]
  /** Greeks left, less their targets. */
  readonly residual: readonly number[]
  /** r′Rr after the trades. */
  readonly risk: number
  readonly cost: number
  /** risk + cost; never above `still`. */
  readonly objective: number
  /** The objective without trading. */
  readonly still: number
  /**
   * The true optimum is at most this far below `objective`; 0 to the solver's tolerance (1e-6 of `still`) where no lots
   * bind.
   */
  readonly gap: number
  /** Quadratic programs solved. */
  readonly solves: number
}

/** Ends the search over lots. */
export type SearchLimits = {
  /** It stops within this share of `still` from the optimum. */
  readonly gapShare: number
  /**
   * Or after so many quadratic programs: the best found is returned, its `gap` is how far it may be from the optimum.
   */
  readonly maxSolves: number
}

const defaultSearch: SearchLimits = { gapShare: 1e-4, maxSolves: 400 }

/**
 * The trades that minimise risk and cost together, within lots, position limits and spending limits; none where none is
 * worth its cost. Without lots one convex program; with lots branch and bound over such programs, exact to `gap`. The
 * Greeks of positions are taken as linear in their size. No trade passes 1,000 times what by itself would carry the
 * risk of the book. Land & Doig, Econometrica 28 (1960) 497–520, for the search. Faults with 'numerical-domain' on a
 * problem out of range or a risk matrix that is not positive semidefinite.
 */
export const chooseTrades = (
  problem: GreekHedgeProblem,
  solve: SolveQuadraticProgram,
  search: SearchLimits = defaultSearch,
): GreekHedge => {
  checkHedgeProblem(problem)
  const still = riskOf(problem.risk, problem.residual)
  const trades = new Float64Array(problem.candidates.length)
  const scales = tradeScale(problem, still)
  const ranges = problem.candidates.map(tradeRange)
  const movable = [...trades.keys()].filter((i) => scales[i] > 0 && ranges[i].lower < ranges[i].upper)
  // The problem is convex: where no first unit saves more risk than it costs, nothing does.
  const slopes = riskSlopes(problem)
  const isWorth = (i: number): boolean => {
    const { buyCost, sellCost } = problem.candidates[i]
    return (slopes[i] < -buyCost && ranges[i].upper > 0) || (slopes[i] > sellCost && ranges[i].lower < 0)
  }
  if (still <= 0 || !movable.some(isWorth)) return describe(problem, trades, { still, gap: 0, solves: 0 })
  if (movable.length === 1 && isPlain(problem, movable[0])) {
    const [i] = movable
    trades[i] = singleTrade(problem, problem.candidates[i], ranges[i])
    return describe(problem, trades, { still, gap: 0, solves: 0 })
  }
  const part = { ...problem, candidates: movable.map((i) => problem.candidates[i]) }
  const scale = Float64Array.from(movable, (i) => scales[i])
  const lots = Float64Array.from(part.candidates, ({ lot }) => lot)
  const bound = (end: 'lower' | 'upper'): Float64Array =>
    Float64Array.from(movable, (i, k) => reach(ranges[i][end], scale[k], lots[k]))
  const relax = relaxation(part, scale, still, solve)
  const found = searchLots(
    {
      lots,
      lower: bound('lower'),
      upper: bound('upper'),
      weight: scale.map((units) => 1 / (units * units)),
      relax: (lower, upper) => {
        const units = relax(lower, upper)
        return units === undefined ? undefined : withinSpending(part, units)
      },
      objective: (units) => objectiveOf(part, units),
      allowed: (units) => withinLimits(part, units),
    },
    new Float64Array(movable.length),
    { maxSolves: search.maxSolves, gap: search.gapShare * still },
  )
  movable.forEach((i, k) => (trades[i] = found.trades[k]))
  return describe(problem, trades, { still, gap: found.gap, solves: found.solves })
}

const isPlain = ({ candidates, maxCost, maxSpend }: GreekHedgeProblem, i: number): boolean =>
  candidates[i].lot === 0 && maxCost === undefined && maxSpend === undefined

/** No trade is larger than so many times one that by itself carries the risk of the book: the solver needs bounds. */
const FARTHEST = 1000

/** A range's end in units, whole lots where there are lots. */
const reach = (end: number, scale: number, lot: number): number => {
  if (end === 0) return 0
  const farthest = lot === 0 ? FARTHEST * scale : Math.ceil((FARTHEST * scale) / lot)
  return Math.sign(end) * Math.min(Math.abs(end), farthest) * (lot || 1)
}

const describe = (
  problem: GreekHedgeProblem,
  trades: Float64Array,
  { still, gap, solves }: { readonly still: number; readonly gap: LotSearch['gap']; readonly solves: number },
): GreekHedge => {
  const residual = residualAfter(problem, trades)
  const risk = riskOf(problem.risk, residual)
  const cost = tradingCost(problem, trades)
  const targets = problem.candidates.map(({ position, lower, upper }, i) => {
    const after = position + trades[i]
    if (trades[i] > 0) return Math.min(after, upper)
    return trades[i] < 0 ? Math.max(after, lower) : position
  })
  return { trades: [...trades], targets, residual, risk, cost, objective: risk + cost, still, gap, solves }
}
