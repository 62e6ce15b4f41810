import { dayOfWeek, timeOfDay, type Wave } from '../../src/core/features/season'
import { DAY } from '../../src/core/market/event'
import type { BarSeries } from '../data/series'
import { leastSquares } from '../statistics/least-squares'
import type { FittedLogLinear, VarianceBaseline } from './forecaster'
import { checkWindows, trainingRows, type HarDesign } from './har-family'
import { logHarDesign, logLinearBaseline } from './log-har'

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

/**
 * The waves that a training part can tell, no more than the feature columns hold: one a week where no window of log-HAR
 * is longer than a day.
 */
const seasonIn = (train: BarSeries, lags: readonly number[]): readonly Wave[] => {
  if (!isIntraday(train)) return []
  const mostWeekly = lags[lags.length - 1] * spacing(train) > DAY ? mostWaves : 1
  const weekly = Math.min(mostWeekly, wavesOf(train, week, leastWeeks))
  return [...timeOfDay(wavesOf(train, DAY, leastDays)), ...dayOfWeek(weekly)]
}

/**
 * Log-HAR with the time of day and of the week as up to three waves each among its regressors, in place of a variance
 * divided by a seasonal curve: the curve is fitted for the horizon itself. Bars of a third of a day or less; where they
 * are too few it is log-HAR. Andersen & Bollerslev, Journal of Empirical Finance 4 (1997) 115–158.
 */
export const seasonalLogHar: VarianceBaseline<FittedLogLinear> = {
  name: 'seasonalLogHar',
  fit(train, horizon, lags) {
    checkWindows(horizon, lags)
    const season = seasonIn(train, lags)
    const design = (series: BarSeries): HarDesign => {
      const { first, columns } = logHarDesign(series, lags)
      return { first, columns: [...columns, ...season.map(({ at }) => series.timestamp.map((time) => at(time)))] }
    }
    const { columns, target } = trainingRows(design(train), train.variance, horizon)
    const fit = leastSquares(columns, target.map(Math.log))
    return logLinearBaseline(fit, { lags, further: season.map(({ name }) => name) }, design)
  },
}
