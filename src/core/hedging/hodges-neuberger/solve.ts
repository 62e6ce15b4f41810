import { Fault } from '../../error'
import { solveBackward } from './backward'
import type { EdgeRow } from './edges'
import { solverGrid } from './grid'
import type { BookLeg, HodgesNeubergerTable } from './table'

/** What to solve, in units of one option struck at 1 (see `Strategy`), at zero rates and without drift of the spot. */
export type HodgesNeubergerProblem = {
  readonly legs: readonly BookLeg[]
  /** Now, 1 where absent. */
  readonly spot?: number | undefined
  /** Annual. The table serves this volatility and every lower one. */
  readonly vol: number
  /** One-way proportional, and cash per trade (0 where absent). */
  readonly cost: number
  readonly fixedCost?: number | undefined
  /** a > 0, per unit of strike. */
  readonly riskAversion: number
  /** Evaluations until the last expiry, equally spaced; a leg that expires between two pays on the nearer. */
  readonly steps: number
  /**
   * Years a step, the life over `steps` where absent, and the drift of ln spot over one, −σ²/2 of it where absent: for
   * settings that count them apart.
   */
  readonly stepYears?: number | undefined
  readonly stepDrift?: number | undefined
}

const check = (problem: HodgesNeubergerProblem): void => {
  const { legs, spot = 1, vol, cost, fixedCost = 0, riskAversion, steps } = problem
  const refuse = (reason: string): never => {
    throw new Fault('numerical-domain', `an optimal band needs ${reason}`)
  }
  if (legs.length === 0) refuse('a leg')
  for (const { strike, years, units } of legs)
    if (!(strike > 0 && strike < Infinity && years > 0 && years < Infinity && Number.isFinite(units)))
      refuse(`strikes > 0, years > 0 and finite units, got ${strike}, ${years}, ${units}`)
  if (!(spot > 0 && spot < Infinity)) refuse(`a spot > 0, got ${spot}`)
  if (!(vol > 0 && vol < Infinity)) refuse(`a volatility > 0, got ${vol}`)
  if (!(cost >= 0 && cost < 1 && fixedCost >= 0 && fixedCost < Infinity)) refuse('costs ≥ 0')
  if (!(riskAversion > 0 && riskAversion < Infinity)) refuse(`a risk aversion > 0, got ${riskAversion}`)
  if (!Number.isInteger(steps) || steps < 1) refuse(`a number of steps, got ${steps}`)
}

/**
 * The optimal no-transaction band of a book of European options on one underlying under exponential utility, as a table
 * for `{ kind: 'hodges-neuberger' }`, and its entropic price. Every leg pays at its own expiry. Daily steps of a month
 * take about 0.2 s; the time grows with steps^1.5. Faults on inputs outside their ranges.
 */
export const solveHodgesNeuberger = (problem: HodgesNeubergerProblem): HodgesNeubergerTable => {
  check(problem)
  const { legs, spot = 1, vol, cost, fixedCost = 0, riskAversion, steps } = problem
  const life = Math.max(...legs.map(({ years }) => years))
  const stepYears = problem.stepYears ?? life / steps
  const deviation = vol * Math.sqrt(stepYears)
  const drift = problem.stepDrift ?? -0.5 * deviation * deviation
  const grid = solverGrid(legs, spot, deviation, steps)
  const settles = legs.map(({ years }) => Math.max(1, Math.round((steps * years) / life)))
  const { price, rows } = solveBackward({
    grid,
    steps,
    drift,
    deviation,
    riskAversion,
    cost,
    fixedCost,
    owed: (step) => {
      const due = legs.filter((_, l) => settles[l] === step)
      return due.length === 0 ? undefined : (at) => -due.reduce((sum, leg) => sum + payoffOf(leg, at), 0)
    },
  })
  const column = (key: keyof EdgeRow): number[] => rows.flatMap((row) => Array.from(row[key]))
  const [lowerTarget, upperTarget] = [column('lowerTarget'), column('upperTarget')]
  return {
    legs,
    cost,
    fixedCost,
    riskAversion,
    variance: vol * vol * life,
    varianceStep: vol * vol * stepYears,
    steps,
    settlements: [...new Set(settles)].filter((step) => step < steps).sort((x, y) => x - y),
    firstLogSpot: Math.log(grid.spots[0]),
    spacing: grid.spacing,
    spots: grid.spots.length,
    lower: fixedCost > 0 ? column('lower') : lowerTarget,
    lowerTarget,
    upperTarget,
    upper: fixedCost > 0 ? column('upper') : upperTarget,
    price,
  }
}

const payoffOf = ({ type, strike, units }: BookLeg, spot: number): number =>
  units * Math.max(type === 'call' ? spot - strike : strike - spot, 0)
