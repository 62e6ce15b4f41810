/**
 * A convex problem of which some variables are whole numbers of lots, 0 lots meaning any size. All arrays have one
 * entry a variable, in units.
 */
export type LotProblem = {
  readonly lots: Float64Array
  readonly lower: Float64Array
  readonly upper: Float64Array
  /** How much a unit off its place weighs, for the choice of the variable to split. */
  readonly weight: Float64Array
  /** The minimiser without lots between bounds, undefined where there is none. */
  readonly relax: (lower: Float64Array, upper: Float64Array) => Float64Array | undefined
  readonly objective: (units: Float64Array) => number
  /** True within constraints other than the bounds. */
  readonly allowed: (units: Float64Array) => boolean
}

export type LotSearch = { readonly trades: Float64Array; readonly gap: number; readonly solves: number }

type Node = {
  readonly lower: Float64Array
  readonly upper: Float64Array
  readonly units: Float64Array
  readonly bound: number
}

/** Lots of a whole number are within this of one. */
const WHOLE = 1e-9

/**
 * Best-first branch and bound. The relaxed objective bounds a node from below; each relaxed point, rounded to lots and
 * moved lot by lot while that helps, is a candidate. `start` is allowed and whole; the result is never worse. Ends
 * within `gap` of the optimum or after `maxSolves` relaxations.
 */
export const searchLots = (
  problem: LotProblem,
  start: Float64Array,
  { gap, maxSolves }: { readonly gap: number; readonly maxSolves: number },
): LotSearch => {
  let best = start
  let value = problem.objective(start)
  let solves = 0
  const open: Node[] = []
  const offer = (units: Float64Array): void => {
    const objective = problem.objective(units)
    if (objective >= value || !problem.allowed(units)) return
    best = units
    value = objective
  }
  const visit = (lower: Float64Array, upper: Float64Array): void => {
    solves++
    const units = problem.relax(lower, upper)
    if (units === undefined) return
    const bound = problem.objective(units)
    if (bound >= value) return
    if (problem.lots.every((lot, i) => lot === 0 || offLot(units[i], lot) <= WHOLE)) {
      offer(rounded(problem, units))
      return
    }
    offer(improved(problem, rounded(problem, units)))
    const free = refined(problem, rounded(problem, units), lower, upper)
    if (free !== undefined) {
      solves++
      offer(free)
    }
    open.push({ lower, upper, units, bound })
  }
  visit(problem.lower, problem.upper)
  for (;;) {
    const next = take(open)
    if (next === undefined || next.bound >= value - gap)
      return { trades: best, gap: next === undefined ? 0 : Math.max(value - next.bound, 0), solves }
    if (solves >= maxSolves) return { trades: best, gap: value - next.bound, solves }
    const i = splitAt(problem, next.units)
    const lot = problem.lots[i]
    const below = Math.floor(next.units[i] / lot) * lot
    visit(next.lower, withEntry(next.upper, i, below))
    visit(withEntry(next.lower, i, below + lot), next.upper)
  }
}

const offLot = (units: number, lot: number): number => Math.abs(units / lot - Math.round(units / lot))

const withEntry = (column: Float64Array, i: number, value: number): Float64Array => {
  const out = Float64Array.from(column)
  out[i] = value
  return out
}

/** Takes the node of the lowest bound. */
const take = (open: Node[]): Node | undefined => {
  let at = 0
  for (let k = 1; k < open.length; k++) if (open[k].bound < open[at].bound) at = k
  return open.splice(at, 1)[0]
}

/** The variable whose rounding weighs most. */
const splitAt = ({ lots, weight }: LotProblem, units: Float64Array): number => {
  let at = -1
  let most = -1
  lots.forEach((lot, i) => {
    if (lot === 0) return
    const off = offLot(units[i], lot)
    const score = off <= WHOLE ? 0 : weight[i] * (off * lot) ** 2
    if (score > most) [at, most] = [i, score]
  })
  return at
}

const rounded = ({ lots, lower, upper }: LotProblem, units: Float64Array): Float64Array =>
  units.map((value, i) => {
    if (lots[i] === 0) return value
    const whole = Math.round(value / lots[i]) * lots[i]
    return Math.min(Math.max(whole, lower[i]), upper[i]) + 0
  })

/** Moves one variable by one lot while that helps. */
const improved = ({ lots, lower, upper, objective, allowed }: LotProblem, start: Float64Array): Float64Array => {
  const units = Float64Array.from(start)
  let value = allowed(units) ? objective(units) : Infinity
  for (let moved = true, rounds = 0; moved && rounds < 100; rounds++) {
    moved = false
    for (let i = 0; i < units.length; i++)
      for (const step of lots[i] === 0 ? [] : [lots[i], -lots[i]]) {
        const held = units[i]
        const next = Math.round((held + step) / lots[i]) * lots[i]
        if (next < lower[i] || next > upper[i]) continue
        units[i] = next
        const changed = allowed(units) ? objective(units) : Infinity
        if (changed < value) [value, moved] = [changed, true]
        else units[i] = held
      }
  }
  return units
}

/** The variables of any size fitted to the others' rounded ones; undefined where all come in lots. */
const refined = (
  problem: LotProblem,
  whole: Float64Array,
  lower: Float64Array,
  upper: Float64Array,
): Float64Array | undefined => {
  const { lots, relax } = problem
  if (!lots.includes(0)) return undefined
  const units = relax(
    lower.map((value, i) => (lots[i] === 0 ? value : whole[i])),
    upper.map((value, i) => (lots[i] === 0 ? value : whole[i])),
  )
  return units?.map((value, i) => (lots[i] === 0 ? value : whole[i]))
}
