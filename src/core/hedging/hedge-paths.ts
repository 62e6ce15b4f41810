import { Fault } from '../error'
import type { OptionType } from '../pricing/option'

/** A claim of the batch's book, in units of the spot at the start. */
export type PathLeg = {
  readonly type: OptionType
  readonly strike: number
  /** Options on one unit of the underlying; negative where short. */
  readonly units: number
  /** Step on whose spot it pays, 1 … steps; `steps` where absent. From there on it is no part of the book. */
  readonly settles?: number | undefined
}

/**
 * Price paths of a book each, as columns: row-major by path, spot divided by its first value, rate 0. The position is
 * evaluated on steps 0 … steps − 1; the book is one short call struck at 1 that pays on spot[steps] where `legs` are
 * absent.
 */
export type HedgePaths = {
  readonly paths: number
  readonly steps: number
  /** paths × (steps + 1), > 0. */
  readonly spot: Float64Array
  /** The book, the same on every path. */
  readonly legs?: readonly PathLeg[] | undefined
  /** Years to the last expiry at each of the `steps` evaluations, ≥ 0; steps may be unequal. */
  readonly years: Float64Array
  /** One-way proportional cost, paths × (steps + 1), or one for all. */
  readonly cost: Float64Array | number
  /** Cash per trade, per unit of spot at the start: one a path, or one for all; 0 where absent. */
  readonly fixedCost?: Float64Array | number | undefined
}

/** One short call struck at the spot at the start. */
export const shortCall: readonly PathLeg[] = [{ type: 'call', strike: 1, units: -1 }]

/** True for the book whose columns need no sum over legs. */
export const isShortCall = (legs: readonly PathLeg[]): boolean => {
  const [{ type, strike, units, settles }] = legs
  return legs.length === 1 && type === 'call' && strike === 1 && units === -1 && settles === undefined
}

/** Faults on a book that a batch of `steps` cannot hold: one leg at least, the last of which pays at the end. */
export const checkPathBook = (legs: readonly PathLeg[], steps: number): void => {
  for (const { strike, units, settles = steps } of legs) {
    const sound = strike > 0 && strike < Infinity && Number.isFinite(units)
    if (!sound || !Number.isInteger(settles) || settles < 1 || settles > steps)
      throw new Fault('usage', `a leg needs a strike > 0, finite units and a step to settle on in 1 … ${steps}`)
  }
  if (!legs.some(({ settles = steps }) => settles === steps))
    throw new Fault('usage', 'a book needs a leg that settles at the end of its paths')
}

/** What the book pays along a path whose first spot is `spot[first]`. */
export const payoff = (legs: readonly PathLeg[], spot: Float64Array, first: number, steps: number): number => {
  let sum = 0
  for (const { type, strike, units, settles = steps } of legs) {
    const moneyness = spot[first + settles] - strike
    sum += units * Math.max(type === 'call' ? moneyness : -moneyness, 0)
  }
  return sum
}

/** Years to a leg's expiry at an evaluation, 0 from its settlement on; `years` are those to the last expiry. */
export const legYears = ({ settles }: PathLeg, years: Float64Array, step: number): number =>
  settles === undefined || settles === years.length
    ? years[step]
    : settles > step
      ? Math.max(years[step] - years[settles], 0)
      : 0
