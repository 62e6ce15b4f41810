import { Fault } from '../../src/core/error'
import type { BarSeries } from '../data/series'
import { forwardMean, trailingMean } from '../statistics/sliding-mean'

/** Regressors of a HAR model over a whole series: one column a lag, rows from `first` on are warm. */
export type HarDesign = { readonly first: number; readonly columns: readonly Float64Array[] }

/** Most rows a baseline is fitted on; longer training parts are thinned by a stride. */
const mostRows = 60_000

/** Faults 'bad-input' unless lags are whole, positive and rising and the horizon is whole and positive. */
export const checkWindows = (horizon: number, lags: readonly number[]): void => {
  const whole = [horizon, ...lags].every((window) => Number.isInteger(window) && window >= 1)
  if (!whole || lags.length === 0 || lags.some((lag, i) => i > 0 && lag <= lags[i - 1]))
    throw new Fault('bad-input', `horizon ${horizon} and lags ${lags.join(', ')} must be whole, positive and rising`)
}

/**
 * Mean per-bar variance over each trailing window of `lags` bars. Corsi, Journal of Financial Econometrics 7 (2009)
 * 174–196.
 */
export const harDesign = (variance: Float64Array, lags: readonly number[]): HarDesign => ({
  first: Math.max(...lags) - 1,
  columns: lags.map((lag) => trailingMean(variance, lag)),
})

/** Log of the mean per-bar variance over each trailing window of `lags` bars. Rows before `first` hold no meaning. */
export const logHarDesign = ({ variance }: Pick<BarSeries, 'variance'>, lags: readonly number[]): HarDesign => {
  const { first, columns } = harDesign(variance, lags)
  return { first, columns: columns.map((column) => column.map((value, i) => (i < first ? 0 : Math.log(value)))) }
}

/** Rows of a design beside the mean variance over the `horizon` bars that follow each. */
export type HarRows = { readonly columns: readonly Float64Array[]; readonly target: Float64Array }

/**
 * The rows whose target lies wholly inside the series, thinned to at most 60,000. Faults 'missing-data' where fewer
 * than three rows a coefficient remain.
 */
export const trainingRows = (design: HarDesign, variance: Float64Array, horizon: number): HarRows => {
  const usable = variance.length - horizon - design.first
  const least = 3 * (design.columns.length + 1)
  if (usable < least)
    throw new Fault(
      'missing-data',
      `${variance.length} bars leave ${Math.max(0, usable)} training rows at horizon ${horizon} after ${design.first} bars of warm-up; ${least} are needed`,
    )
  const stride = Math.ceil(usable / mostRows)
  const rows = Math.ceil(usable / stride)
  const ahead = forwardMean(variance, horizon)
  const thin = (column: Float64Array): Float64Array =>
    Float64Array.from({ length: rows }, (_, i) => column[design.first + i * stride])
  return { columns: design.columns.map(thin), target: thin(ahead) }
}
