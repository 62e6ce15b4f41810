import { bsmGreeks, type Greeks } from '../../pricing/greeks'
import type { OptionType } from '../../pricing/option'
import { yearsBetween, type BookMarket } from './book-market'

/** An option along a path: its strike as a share of the spot at the start, and the step at which it expires. */
export type PathOption = {
  readonly type: OptionType
  readonly strike: number
  readonly expiryStep: number
  /** Units of the underlying, negative where short. */
  readonly quantity: number
}

/** Where on the paths. */
export type Place = { readonly path: number; readonly step: number; readonly spot: number }

export const placeAt = ({ steps, spot }: BookMarket, path: number, step: number): Place => ({
  path,
  step,
  spot: spot[path * (steps + 1) + step],
})

/** Years left and the volatility that marks it; at expiry the volatility is 0. */
export const markOf = (market: BookMarket, { path, step }: Place, { expiryStep }: PathOption) => {
  const years = yearsBetween(market, step, expiryStep)
  return { years, vol: years > 0 ? market.impliedVol(path, step, years) : 0 }
}

/** Greeks of one unit at its mark. */
export const greeksAt = (market: BookMarket, place: Place, option: PathOption): Greeks =>
  bsmGreeks({ type: option.type, strike: option.strike, spot: place.spot, ...markOf(market, place, option) })
