import type { Bar } from '../../src/core/market/bar'
import { black76Price } from '../../src/core/pricing/price'
import type { Strip } from './strip'

/**
 * Premium of each option of the strip per unit of spot, at zero rates: Black-Scholes at the implied volatility recorded at its start,
 * else at `forecast` (annual volatility, paths × steps) there.
 */
export const premiums = (strip: Strip, bars: readonly Bar[], forecast: Float64Array): Float64Array =>
  Float64Array.from({ length: strip.paths }, (_, p) =>
    black76Price({
      type: 'call',
      forward: 1,
      strike: 1,
      years: strip.years[0],
      vol: bars[strip.starts[p]].impliedVol ?? forecast[p * strip.steps],
    }),
  )
