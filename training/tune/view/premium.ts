import type { Bars } from '../../../src/core/market/bar'
import { shortCall, type PathLeg } from '../../../src/core/hedging/hedge-paths'
import { black76Price } from '../../../src/core/pricing/price'
import type { Strip } from './strip'

/**
 * What the seller of a book at spot 1 receives at zero rates by Black-Scholes at one annual volatility, all legs
 * `years` long; negative where the book is bought.
 */
export const bookPremium = (legs: readonly PathLeg[], years: number, vol: number): number =>
  legs.reduce((sum, { type, strike, units }) => sum - units * black76Price({ type, forward: 1, strike, years, vol }), 0)

/**
 * Premium of each book of the strip per unit of spot, at zero rates: Black-Scholes at the implied volatility recorded
 * at its start, else at `forecast` (annual volatility, paths × steps) there.
 */
export const premiums = (strip: Strip, bars: Bars, forecast: Float64Array): Float64Array =>
  Float64Array.from({ length: strip.paths }, (_, p) =>
    bookPremium(
      strip.legs ?? shortCall,
      strip.years[0],
      bars.at(strip.starts[p])?.impliedVol ?? forecast[p * strip.steps],
    ),
  )
