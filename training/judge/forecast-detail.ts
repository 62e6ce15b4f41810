import { qlikeLosses } from '../../src/core/statistics/forecast/qlike'
import { mean } from '../../src/core/statistics/risk/moments'
import type { ForecastDetail } from '../../src/report/summary'
import type { HorizonForecasts } from './forecast-scores'

/**
 * What a forecast row belongs to: time of the bar (microseconds), the regime called on it, and their names in rising
 * order.
 */
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
    const known = groups.get(key)
    if (known === undefined) groups.set(key, [row])
    else known.push(row)
  }
  return groups
}

const pick = (values: Float64Array, rows: readonly number[]): number =>
  mean(Float64Array.from(rows, (row) => values[row]))

/**
 * Losses of one horizon by the regime called when it was forecast, and the days on which ours was worst, by the day it
 * was made on.
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
