import { Fault } from '../../error'
import { YEARS_PER_MICROSECOND } from '../../market/event'
import { bsmGreeks, type Greeks } from '../../pricing/greeks'
import type { OptionType } from '../../pricing/option'

/**
 * Price paths along which a book of options is marked and hedged. Spot is divided by its first value, so that strikes
 * are shares of it; rate 0.
 */
export type BookMarket = {
  readonly paths: number
  readonly steps: number
  readonly stepSeconds: number
  /** paths × (steps + 1), row-major, > 0. */
  readonly spot: Float64Array
  /** Annual volatility at which an option with `years` > 0 left is marked and traded, ≥ 0. */
  readonly impliedVol: (path: number, step: number, years: number) => number
}

/** Time of a step, microseconds since the start. */
export const stepTime = ({ stepSeconds }: BookMarket, step: number): number => Math.round(step * stepSeconds * 1e6)

/** Years from one step to another, 0 where it has passed; counted as `evaluate` counts. */
export const yearsBetween = (market: BookMarket, from: number, to: number): number =>
  Math.max(stepTime(market, to) - stepTime(market, from), 0) * YEARS_PER_MICROSECOND

/** Throws where the columns do not fit. */
export const checkMarket = ({ paths, steps, stepSeconds, spot }: BookMarket): void => {
  if (!(steps >= 1 && paths >= 1 && stepSeconds > 0 && spot.length === paths * (steps + 1)))
    throw new Fault(
      'numerical-domain',
      `a book's paths need steps and a spot for each, got ${paths} × ${steps} and ${spot.length} spots`,
    )
}

/** An option along a path: its strike as a share of the spot at the start, and the step at which it expires. */
export type PathOption = {
  readonly type: OptionType
  readonly strike: number
  readonly expiryStep: number
  /** Units of the underlying, negative where short. */
  readonly quantity: number
}

/** Where on the paths. */
export type PathPoint = { readonly path: number; readonly step: number; readonly spot: number }

export const placeAt = ({ steps, spot }: BookMarket, path: number, step: number): PathPoint => ({
  path,
  step,
  spot: spot[path * (steps + 1) + step],
})

/** Years left and the volatility that marks it; at expiry the volatility is 0. */
export const markOf = (market: BookMarket, { path, step }: PathPoint, { expiryStep }: PathOption) => {
  const years = yearsBetween(market, step, expiryStep)
  return { years, vol: years > 0 ? market.impliedVol(path, step, years) : 0 }
}

/** Greeks of one unit at its mark. */
export const greeksAt = (market: BookMarket, place: PathPoint, option: PathOption): Greeks =>
  bsmGreeks({ type: option.type, strike: option.strike, spot: place.spot, ...markOf(market, place, option) })
