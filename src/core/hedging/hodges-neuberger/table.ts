import { Fault } from '../../error'
import type { BandOffsets } from '../band-offsets'

/**
 * A claim of the book that a table was solved for, in units of one option struck at 1; `years` to expiry when it was
 * solved.
 */
export type BookLeg = {
  readonly type: 'call' | 'put'
  readonly strike: number
  readonly years: number
  /** Negative where short. */
  readonly units: number
}

/**
 * The optimal no-transaction band of one book as plain data, in units of one option struck at 1: positions by step and
 * spot, rows of `spots` points in ln spot. A table serves any volatility, because only the variance left to the last
 * expiry counts.
 */
export type HodgesNeubergerTable = {
  readonly legs: readonly BookLeg[]
  /** One-way proportional cost and cash per trade that it was solved for. */
  readonly cost: number
  readonly fixedCost: number
  readonly riskAversion: number
  /** Variance σ²T to the last expiry at the first step, and by how much it falls from step to step. */
  readonly variance: number
  readonly varianceStep: number
  readonly steps: number
  /** Steps, from 1 on, at which a leg pays, the end excepted: the band jumps there. */
  readonly settlements: readonly number[]
  readonly firstLogSpot: number
  readonly spacing: number
  readonly spots: number
  /** steps × spots; the targets are the edges themselves without a fixed cost. */
  readonly lower: readonly number[]
  readonly lowerTarget: readonly number[]
  readonly upperTarget: readonly number[]
  readonly upper: readonly number[]
  /** Entropic price of the book hedged by this band from an empty position at the first step. */
  readonly price: number
}

/** Share of the variance at its first step by which an evaluation may lie before it. */
const EARLY = 1e-3
/** Rounding that an evaluation's variance may have missed its row by, in rows. */
const SLACK = 1e-6

/**
 * Sets the positions of the band, not offsets, at a spot and a variance σ²T left to the last expiry: linear in both
 * between rows, but for a row before a settlement, which holds until then. Spots outside the grid and variances past
 * the last step take the nearest point; a variance beyond the first step's faults. Without a fixed cost another
 * proportional `cost` than the table's scales the width by its cube root, the leading order.
 */
export const lookUpBand = (
  table: HodgesNeubergerTable,
  { spot, variance, cost }: { readonly spot: number; readonly variance: number; readonly cost: number },
  out: BandOffsets,
): void => {
  const { steps, spots, settlements } = table
  if (variance > (1 + EARLY) * table.variance)
    throw new Fault(
      'numerical-domain',
      `the optimal band was solved up to a variance of ${table.variance}, not ${variance}; solve it at a higher volatility`,
    )
  const row = Math.min(Math.max((table.variance - variance) / table.varianceStep, 0), steps - 1)
  const near = Math.min(Math.floor(row + SLACK), steps - 1)
  const last = near === steps - 1 || settlements.includes(near + 1)
  const late = last ? 0 : Math.max(row - near, 0)
  const column = Math.min(Math.max((Math.log(spot) - table.firstLogSpot) / table.spacing, 0), spots - 1)
  const left = Math.min(Math.floor(column), spots - 2)
  const right = column - left
  const from = near * spots + left
  const place = { from, to: last ? from : from + spots, right, late }
  out.lower = between(table.lower, place)
  out.upper = between(table.upper, place)
  if (table.fixedCost === 0) {
    if (cost !== table.cost) {
      const middle = 0.5 * (out.lower + out.upper)
      const half = 0.5 * (out.upper - out.lower) * Math.cbrt(cost / table.cost)
      out.lower = middle - half
      out.upper = middle + half
    }
    out.lowerTarget = out.lower
    out.upperTarget = out.upper
    return
  }
  out.lowerTarget = between(table.lowerTarget, place)
  out.upperTarget = between(table.upperTarget, place)
}

/** A place in a column: `right` of the way from a spot to the next, `late` of the way from row `from` to row `to`. */
type Place = { readonly from: number; readonly to: number; readonly right: number; readonly late: number }

const between = (column: readonly number[], { from, to, right, late }: Place): number => {
  const early = column[from] + right * (column[from + 1] - column[from])
  return late === 0 ? early : early + late * (column[to] + right * (column[to + 1] - column[to]) - early)
}

/**
 * Share by which costs may differ from the table's where no law scales its band: a width goes with their cube and
 * fourth roots.
 */
const COST_SLACK = 0.1
const SAME = 1e-6
/** Years, under a millisecond: a leg this near its expiry has expired, whatever the rounding. */
const EXPIRED = 1e-11

const near = (x: number, y: number, slack: number): boolean => Math.abs(x - y) <= slack * Math.max(Math.abs(y), 1e-12)

const lifeOf = (legs: readonly BookLeg[]): number => Math.max(...legs.map(({ years }) => years))

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
