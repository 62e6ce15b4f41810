import type { Rng } from '../../src/core/rng'
import { dieboldMariano } from '../../src/core/statistics/diebold-mariano'
import { qlikeLosses, squaredErrors } from '../../src/core/statistics/forecast-losses'
import { mean } from '../../src/core/statistics/moments'
import type { BaselineScore, ForecastDetail, ForecastScore } from '../../src/report/summary'
import type { Horizon } from '../data/profile'
import { confidenceSet } from '../statistics/confidence-set'

/** Labels of forecast rows: time of the bar (microseconds), the regime called on it, and the regimes' names, rising. */
export type RowLabels = {
  readonly timestamp: Float64Array
  readonly called: Uint8Array
  readonly states: readonly string[]
  readonly barsPerYear: number
}

const mostDays = 5

const dayOf = (microseconds: number): string => new Date(microseconds / 1000).toISOString().slice(0, 10)

const rowsBy = <K>(rows: number, keyOf: (row: number) => K): ReadonlyMap<K, readonly number[]> => {
  const groups = new Map<K, number[]>()
  for (let row = 0; row < rows; row++) {
    const key = keyOf(row)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [row])
    else group.push(row)
  }
  return groups
}

const pick = (values: Float64Array, rows: readonly number[]): number =>
  mean(Float64Array.from(rows, (row) => values[row]))

/**
 * Losses of one horizon by the regime called at the bar of the forecast, and the days whose forecasts by bandshift lost
 * most.
 */
export const forecastDetail = (
  { horizon, realized, forecasts }: HorizonForecasts,
  { timestamp, called, states, barsPerYear }: RowLabels,
): ForecastDetail => {
  const rows = realized.length
  const [ours, logHar] = [forecasts.bandshift, forecasts.logHar].map((forecast) => qlikeLosses(realized, forecast))
  const volatility = (variance: Float64Array, of: readonly number[]): number =>
    Math.sqrt(pick(variance, of) * barsPerYear)
  const regimes = rowsBy(rows, (row) => called[row])
  return {
    horizon: horizon.name,
    byRegime: states.flatMap((regime, state) => {
      const of = regimes.get(state)
      return of === undefined ? [] : [{ regime, n: of.length, qlike: pick(ours, of), logHar: pick(logHar, of) }]
    }),
    worstDays: [...rowsBy(rows, (row) => dayOf(timestamp[row]))]
      .map(([day, of]) => ({
        day,
        qlike: pick(ours, of),
        logHar: pick(logHar, of),
        forecastVol: volatility(forecasts.bandshift, of),
        realizedVol: volatility(realized, of),
      }))
      .sort((a, b) => b.qlike - a.qlike || (a.day < b.day ? -1 : 1))
      .slice(0, mostDays),
  }
}

/** Realized and forecast mean variance over one horizon on the same test rows, in time order. */
export type HorizonForecasts = {
  readonly series: string
  readonly horizon: Horizon
  readonly realized: Float64Array
  /** By model name; `bandshift` and `logHar` among them. */
  readonly forecasts: Readonly<Record<string, Float64Array>>
  readonly levels: readonly number[]
  /** Quantiles of log variance, row-major rows × levels. */
  readonly quantiles: Float64Array
}

const average = (losses: Readonly<Record<string, Float64Array>>): Record<string, number> =>
  Object.fromEntries(Object.entries(losses).map(([name, loss]) => [name, mean(loss)]))

/** Share of realized log variance below each quantile. */
const coverageOf = ({ realized, levels, quantiles }: HorizonForecasts): Record<string, number> =>
  Object.fromEntries(
    levels.map((level, q) => {
      let below = 0
      for (let i = 0; i < realized.length; i++) if (Math.log(realized[i]) <= quantiles[i * levels.length + q]) below++
      return [String(level), below / realized.length]
    }),
  )

/**
 * Targets overlap over a horizon, so the HAC window and the blocks of the confidence set span it; short horizons get
 * the usual rule of thumb.
 */
const overlapRows = (horizon: Horizon, rows: number): number =>
  Math.max(horizon.bars, Math.floor(4 * (rows / 100) ** (2 / 9)))

/** Relative difference below which forecasts count as equal: a network computes in single precision. */
const ROUNDING = 1e-4

const isRounding = (a: Float64Array, b: Float64Array): boolean =>
  a.every((value, i) => Math.abs(value - b[i]) <= ROUNDING * b[i])

/** 1 where both are the same, also where both are 0, as on a price that stands still. */
const ratioOf = (own: number, other: number): number => (own === other ? 1 : own / other)

/**
 * Losses of all models on one horizon, the Diebold-Mariano test of bandshift against log-HAR, and the 90 % model
 * confidence set.
 */
export const forecastScore = (forecasts: HorizonForecasts, rng: Rng): ForecastScore => {
  const { series, horizon, realized } = forecasts
  const entries = Object.entries(forecasts.forecasts)
  const { bandshift, logHar } = forecasts.forecasts
  const same = isRounding(bandshift, logHar)
  const losses = Object.fromEntries(
    entries.map(([name, forecast]) => [name, qlikeLosses(realized, same && name === 'bandshift' ? logHar : forecast)]),
  )
  const overlap = overlapRows(horizon, realized.length)
  const qlike = average(losses)
  const against = (model: string): ForecastScore['dm'] =>
    dieboldMariano(losses.bandshift, losses[model], { lags: Math.min(overlap, Math.floor(realized.length / 3)) })
  const baselines = Object.keys(losses)
    .filter((model) => model !== 'bandshift')
    .map((model): BaselineScore => ({
      model,
      ratio: ratioOf(qlike.bandshift, qlike[model]),
      pValue: against(model).pValue,
    }))
    .sort((a, b) => qlike[a.model] - qlike[b.model])
  return {
    series,
    horizon: horizon.name,
    horizonBars: horizon.bars,
    n: realized.length,
    qlike,
    mse: average(Object.fromEntries(entries.map(([name, forecast]) => [name, squaredErrors(realized, forecast)]))),
    ratioToLogHar: ratioOf(qlike.bandshift, qlike.logHar),
    dm: against('logHar'),
    baselines,
    mcs90: confidenceSet(losses, { blockLength: Math.min(overlap, Math.floor(realized.length / 4)), rng }).members,
    coverage: coverageOf(forecasts),
  }
}
