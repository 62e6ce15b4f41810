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
