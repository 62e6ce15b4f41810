import { black76Price } from '../../../src/core/pricing/price'
import { leastSquares, linearPrediction } from '../../statistics/least-squares'
import type { Strip } from '../../tune/view/strip'
import { barsPerDay, barsPerYear, forwardVariance, gridOf, readMinutes, trailingVariance, type CoinGrid } from './grid'

const windows = [72, barsPerDay, 7 * barsPerDay, 30 * barsPerDay]
const firstRow = 31 * barsPerDay
const rowEvery = 12
const refitEvery = 30 * barsPerDay
const warmUp = 60 * barsPerDay
/** Keeps the logarithm finite where six hours had no trade. */
const least = 1e-6

/**
 * Annual variance over the next `horizon` bars by log-HAR on realized variance of 6 h, 1, 7 and 30 days, refitted every
 * 30 days on all rows whose outcome is known by then (one an hour): exp(fit + residual variance / 2). Values before
 * `first` are not forecasts.
 *
 * @internal
 */
export const expandingLogHar = (
  grid: CoinGrid,
  horizon: number,
): { readonly first: number; readonly variance: Float64Array } => {
  const bars = grid.price.length
  const logs = windows.map((window, w) =>
    trailingVariance(grid, window).map((value) => Math.log(w === 0 ? value + least : value || 1)),
  )
  const forward = forwardVariance(grid, horizon)
  const variance = new Float64Array(bars)
  const first = warmUp + horizon
  for (let refit = first; refit < bars; refit += refitEvery) {
    const rows: number[] = []
    for (let row = firstRow; row < refit - horizon; row += rowEvery) rows.push(row)
    const { coefficients, residualVariance } = leastSquares(
      logs.map((column) => Float64Array.from(rows, (row) => column[row])),
      Float64Array.from(rows, (row) => Math.log(forward[row])),
    )
    for (let i = refit; i < Math.min(refit + refitEvery, bars); i++)
      variance[i] = Math.exp(linearPrediction(coefficients, logs, i) + residualVariance / 2)
  }
  return { first, variance }
}

/** Bars of an option's life: seven days. */
export const optionBars = 7 * barsPerDay
/** One-way proportional cost. */
const cost = 5e-4
/** Least annual variance of the oracle, which matters at the last evaluations. */
const leastOracleVariance = 1e-4
const firstStart = 150 * barsPerDay
const startEvery = 72

/**
 * Log-HAR of the option's life, realized volatility of the last day or week, and the geometric mean of the first two.
 */
export type CoinForecast = 'log-har' | 'rv-1d' | 'rv-7d' | 'log-har × rv-1d'

/** A coin and the options sold on it: seven days, at the money, one every six hours. */
export type Coin = {
  readonly symbol: string
  readonly grid: CoinGrid
  readonly strip: Strip
  /** Annual volatility by bar. */
  readonly volatility: Readonly<Record<CoinForecast, Float64Array>>
  /** Root of the mean 30-day variance before the first sale. */
  readonly constantVol: number
  /** Black-Scholes at log-HAR on the day of sale, per unit of spot. */
  readonly premium: Float64Array
}

const stripOf = ({ price }: CoinGrid): Strip => {
  const starts = Int32Array.from(
    { length: Math.ceil((price.length - optionBars - 1 - firstStart) / startEvery) },
    (_, p) => firstStart + p * startEvery,
  )
  const spot = new Float64Array(starts.length * (optionBars + 1))
  starts.forEach((start, p) => {
    for (let t = 0; t <= optionBars; t++) spot[p * (optionBars + 1) + t] = price[start + t] / price[start]
  })
  return {
    paths: starts.length,
    steps: optionBars,
    spot,
    years: Float64Array.from({ length: optionBars }, (_, t) => (optionBars - t) / barsPerYear),
    cost,
    starts,
    overlap: optionBars / startEvery,
  }
}

/**
 * The options of a coin on its grid.
 *
 * @internal
 */
export const coinOnGrid = (symbol: string, grid: CoinGrid): Coin => {
  const strip = stripOf(grid)
  const years = optionBars / barsPerYear
  const realized = (days: number): Float64Array => trailingVariance(grid, days * barsPerDay)
  const logHar = expandingLogHar(grid, optionBars).variance.map(Math.sqrt)
  const day = realized(1).map(Math.sqrt)
  const known = realized(30).subarray(30 * barsPerDay, firstStart)
  return {
    symbol,
    grid,
    strip,
    volatility: {
      'log-har': logHar,
      'rv-1d': day,
      'rv-7d': realized(7).map(Math.sqrt),
      'log-har × rv-1d': logHar.map((vol, i) => Math.sqrt(vol * day[i])),
    },
    constantVol: Math.sqrt(known.reduce((sum, value) => sum + value, 0) / known.length),
    premium: Float64Array.from(strip.starts, (start) =>
      black76Price({ type: 'call', forward: 1, strike: 1, years, vol: logHar[start] }),
    ),
  }
}

/** The options of a recorded coin, `btcusd` or `ethusd`. */
export const readCoin = (dataFolder: string, symbol: string): Coin =>
  coinOnGrid(symbol, gridOf(readMinutes(dataFolder, symbol)))

/** Annual realized volatility from each evaluation to expiry, paths × steps; it uses future prices. */
export const oracleColumn = ({ grid: { quadratic }, strip: { starts, paths, steps } }: Coin): Float64Array => {
  const out = new Float64Array(paths * steps)
  for (let p = 0; p < paths; p++)
    for (let t = 0; t < steps; t++) {
      const ahead = quadratic[starts[p] + steps] - quadratic[starts[p] + t]
      out[p * steps + t] = Math.sqrt(Math.max((ahead / (steps - t)) * barsPerYear, leastOracleVariance))
    }
  return out
}

/** Parts by time: settings are fitted on the first, chosen on the second and judged on the third. */
export type CoinPart = 'fit' | 'validation' | 'test'

const fitEnd = Date.UTC(2018, 2, 1)
const validationEnd = Date.UTC(2018, 9, 1)

/** Paths of every part, in order of sale; an option that lives across a border is in none. */
export const pathsByPart = ({ grid: { time }, strip: { starts } }: Coin): Readonly<Record<CoinPart, Int32Array>> => {
  const between = (from: number, to: number): Int32Array =>
    Int32Array.from(starts.keys()).filter((p) => time[starts[p]] >= from && time[starts[p] + optionBars] <= to)
  return {
    fit: between(-Infinity, fitEnd),
    validation: between(fitEnd, validationEnd),
    test: between(validationEnd, Infinity),
  }
}
