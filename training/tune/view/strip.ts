import { Fault } from '../../../src/core/error'
import { shortCall, type HedgePaths, type PathLeg } from '../../../src/core/hedging/hedge-paths'
import type { Bars } from '../../../src/core/market/bar'
import { black76Price } from '../../../src/core/pricing/price'
import type { Profile } from '../../data/profile'
import type { BarSeries } from '../../data/series'
import type { Range } from '../../data/split'
import type { TermForecasts } from '../../fit/predict'
import { termWeights } from './term-structure'

/** A rolling strip of short at-the-money calls: path p is sold at bar `starts[p]` and expires `steps` bars later. */
export type Strip = HedgePaths & {
  readonly starts: Int32Array
  /** Paths that overlap one option's life: the block length of a bootstrap over paths. */
  readonly overlap: number
}

/** Least number of paths: on a short range options start more often, down to every bar. */
const WANTED_PATHS = 60

/**
 * Sells an option every `profile.startEvery` bars inside `range`; all of them expire inside it. Spots are divided by
 * the spot at the start. `cost` is the one-way proportional cost on each bar. Throws 'missing-data' where no option
 * fits.
 */
export const sellStrip = (series: BarSeries, range: Range, profile: Profile, cost: Float64Array): Strip => {
  const steps = profile.optionBars
  const room = range.to - range.from - steps
  if (room < 1)
    throw new Fault(
      'missing-data',
      `${range.to - range.from} bars do not hold one option of ${steps} bars; record more or shorten --option-days`,
    )
  const every = Math.min(profile.startEvery, Math.max(1, Math.floor(room / WANTED_PATHS)))
  const paths = Math.ceil(room / every)
  const starts = Int32Array.from({ length: paths }, (_, p) => range.from + p * every)
  const spot = new Float64Array(paths * (steps + 1))
  const costs = new Float64Array(paths * (steps + 1))
  for (let p = 0; p < paths; p++) {
    const start = starts[p]
    for (let t = 0; t <= steps; t++) {
      spot[p * (steps + 1) + t] = series.close[start + t] / series.close[start]
      costs[p * (steps + 1) + t] = cost[start + t]
    }
  }
  const years = Float64Array.from({ length: steps }, (_, t) => (steps - t) / series.barsPerYear)
  return { paths, steps, spot, years, cost: costs, starts, overlap: Math.ceil(steps / every) }
}

/** A value per bar spread over the evaluations of the strip, paths × steps. */
export const evaluationColumn = (strip: Strip, column: Float64Array): Float64Array => {
  const out = new Float64Array(strip.paths * strip.steps)
  for (let p = 0; p < strip.paths; p++)
    out.set(column.subarray(strip.starts[p], strip.starts[p] + strip.steps), p * strip.steps)
  return out
}

/** Annual volatility to expiry at every evaluation, paths × steps, from forecasts matched to the remaining life. */
export const volatilityColumn = (strip: Strip, forecasts: TermForecasts, barsPerYear: number): Float64Array => {
  const { paths, steps } = strip
  const out = new Float64Array(paths * steps)
  const { horizons, variance } = forecasts
  for (let t = 0; t < steps; t++) {
    const weights = termWeights(horizons, steps - t)
    for (let p = 0; p < paths; p++) {
      let mean = 0
      for (let h = 0; h < horizons.length; h++)
        if (weights[h] !== 0) mean += weights[h] * variance[h][strip.starts[p] + t]
      out[p * steps + t] = Math.sqrt(mean * barsPerYear)
    }
  }
  return out
}

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
