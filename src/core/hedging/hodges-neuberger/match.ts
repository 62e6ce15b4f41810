import { Fault } from '../../error'
import { legYears } from '../exposure-columns'
import { shortCall } from '../path-book'
import type { HedgePaths } from '../paths'
import type { Snapshot } from '../snapshot'
import type { BookLeg, HodgesNeubergerTable } from './table'

/**
 * Share by which costs may differ from the table's where no law scales its band: a width goes with their cube and
 * fourth roots.
 */
const COST_SLACK = 0.1
const SAME = 1e-6
/** Years, under a millisecond: a leg this near its expiry has expired, whatever the rounding. */
const EXPIRED = 1e-11

const near = (x: number, y: number, slack: number): boolean => Math.abs(x - y) <= slack * Math.max(Math.abs(y), 1e-12)

/**
 * Faults where a table was solved for another book or at other costs. `legs` are those left, in the table's units,
 * `years` of the longest counted on the calendar of the table, and costs those in its units; order and splitting of
 * legs do not matter.
 */
export const checkMatch = (
  table: HodgesNeubergerTable,
  legs: readonly BookLeg[],
  costs: { readonly cost: number; readonly fixedCost: number },
): void => {
  const refuse = (what: string): never => {
    throw new Fault('numerical-domain', `the optimal band was solved for ${what}; solve it again`)
  }
  const scales = table.fixedCost === 0 && table.cost > 0
  if (!scales && !near(costs.cost, table.cost, COST_SLACK)) refuse(`a cost of ${table.cost}, not ${costs.cost}`)
  if (!near(costs.fixedCost, table.fixedCost, COST_SLACK))
    refuse(`a fixed cost of ${table.fixedCost}, not ${costs.fixedCost}`)
  const left = legs.filter(({ years }) => years > EXPIRED)
  if (left.length === 0) return
  const gone = lifeOf(table.legs) - lifeOf(left)
  const wanted = table.legs.map((leg) => ({ ...leg, years: leg.years - gone })).filter(({ years }) => years > EXPIRED)
  const units = (book: readonly BookLeg[], like: BookLeg): number =>
    book
      .filter(
        ({ type, strike, years }) =>
          type === like.type &&
          near(strike, like.strike, SAME) &&
          Math.abs(years - like.years) <= Math.max(1e-3 * like.years, EXPIRED),
      )
      .reduce((sum, leg) => sum + leg.units, 0)
  for (const leg of [...left, ...wanted])
    if (Math.abs(units(left, leg) - units(wanted, leg)) > SAME) refuse('another book')
}

const lifeOf = (legs: readonly BookLeg[]): number => Math.max(...legs.map(({ years }) => years))

/**
 * The legs of a snapshot in the units of one option struck at 1, as a table is solved for them; expired legs have 0
 * years.
 */
export const unitLegs = ({ legs, time, yearsPerMicrosecond, scale }: Snapshot): readonly BookLeg[] =>
  legs.map(({ type, strike, expiry, quantity, multiplier = 1 }) => ({
    type,
    strike: strike / scale.price,
    years: Math.max(expiry - time, 0) * yearsPerMicrosecond,
    units: (quantity * multiplier) / scale.contracts,
  }))

/** `checkMatch` for the book and every cost of batch paths. */
export const checkPathsMatch = (table: HodgesNeubergerTable, paths: HedgePaths): void => {
  const { legs = shortCall, years, cost, fixedCost = 0 } = paths
  const unit = legs.map((leg) => ({ ...leg, years: legYears(leg, years, 0) }))
  for (const one of extremes(cost))
    for (const other of extremes(fixedCost)) checkMatch(table, unit, { cost: one, fixedCost: other })
}

const extremes = (column: Float64Array | number): readonly number[] =>
  typeof column === 'number'
    ? [column]
    : [column.reduce((x, y) => Math.min(x, y), Infinity), column.reduce((x, y) => Math.max(x, y), -Infinity)]
