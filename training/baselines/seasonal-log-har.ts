import { DAY } from '../../src/core/market/event'
import type { BarSeries } from '../data/series'
import { leastSquares, linearPrediction } from '../statistics/least-squares'
import type { VarianceBaseline } from './forecaster'
import { checkWindows, namedCoefficients, trainingRows, type HarDesign } from './har-family'
import { logHarDesign, logHarVariance } from './log-har'

const week = 7 * DAY
/** Most whole waves a period. */
const mostWaves = 3
/** Periods that a training part must span for their waves to be estimated. */
const leastDays = 3
const leastWeeks = 8

/** Shortest time between two of the first bars, microseconds. */
const spacing = ({ timestamp }: BarSeries): number => {
  let least = Infinity
  for (let t = 1; t < Math.min(timestamp.length, 100); t++) least = Math.min(least, timestamp[t] - timestamp[t - 1])
  return least
}

/** True where a day holds bars enough to have a time of day: three. */
export const isIntraday = (series: BarSeries): boolean => spacing(series) <= DAY / 3

const wavesOf = (series: BarSeries, period: number, leastPeriods: number): number => {
  const span = series.timestamp[series.length - 1] - series.timestamp[0]
  return span < leastPeriods * period ? 0 : Math.min(mostWaves, Math.floor((period / spacing(series) - 1) / 2))
}

const waveColumns = ({ timestamp }: BarSeries, period: number, count: number): Float64Array[] =>
  Array.from({ length: count }, (_, i) => (2 * Math.PI * (i + 1)) / period).flatMap((turn) => [
    timestamp.map((time) => Math.sin(turn * (time % period))),
    timestamp.map((time) => Math.cos(turn * (time % period))),
  ])

/**
 * Log-HAR with the time of day and of the week as up to three waves each among its regressors, in place of a variance
 * divided by a seasonal curve: the curve is fitted for the horizon itself. Bars of a third of a day or less; where they
 * are too few it is log-HAR. Andersen & Bollerslev, Journal of Empirical Finance 4 (1997) 115–158.
 */
export const seasonalLogHar: VarianceBaseline = {
  name: 'seasonalLogHar',
  fit(train, horizon, lags) {
    checkWindows(horizon, lags)
    const [days, weeks] = isIntraday(train)
      ? [wavesOf(train, DAY, leastDays), wavesOf(train, week, leastWeeks)]
      : [0, 0]
    const design = (series: BarSeries): HarDesign => {
      const { first, columns } = logHarDesign(series, lags)
      return { first, columns: [...columns, ...waveColumns(series, DAY, days), ...waveColumns(series, week, weeks)] }
    }
    const { columns, target } = trainingRows(design(train), train.variance, horizon)
    const { coefficients, residualVariance } = leastSquares(columns, target.map(Math.log))
    return {
      parameters: { ...namedCoefficients(coefficients, lags), residualVariance },
      forecast(series) {
        const { first, columns: rows } = design(series)
        const values = new Float64Array(series.length)
        for (let t = first; t < series.length; t++)
          values[t] = logHarVariance(linearPrediction(coefficients, rows, t), residualVariance)
        return { first, values }
      },
    }
  },
}
