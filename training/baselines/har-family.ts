import { Fault } from '../../src/core/error'
import { mean } from '../../src/core/statistics/moments'
import type { BarSeries } from '../data/series'
import { leastSquares, linearPrediction, type LinearFit } from '../statistics/least-squares'
import { forwardMean, trailingMean } from '../statistics/sliding-mean'
import type { VarianceBaseline } from './forecaster'

/** Most rows a baseline is fitted on; longer training parts are thinned by a stride. */
const mostRows = 60_000

/** Regressors of a HAR model over a whole series: one column a lag, rows from `first` on are warm. */
export type HarDesign = { readonly first: number; readonly columns: readonly Float64Array[] }

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

/** Rows of a design beside the mean variance over the `horizon` bars that follow each. */
export type HarRows = {
  readonly columns: readonly Float64Array[]
  readonly target: Float64Array
  /** Bars from one row to the next, ≥ 1. */
  readonly stride: number
}

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
  return { columns: design.columns.map(thin), target: thin(ahead), stride }
}

/** Coefficients by name: `intercept`, then `lag<bars>`, then `extra<n>` for columns beyond the lags. */
export const namedCoefficients = (coefficients: readonly number[], lags: readonly number[]): Record<string, number> =>
  Object.fromEntries(
    coefficients.map((value, i) => [
      i === 0 ? 'intercept' : i <= lags.length ? `lag${lags[i - 1]}` : `extra${i - lags.length}`,
      value,
    ]),
  )

/**
 * Bounds of a linear variance forecast: the range of the training targets; outside it the forecast is their mean
 * ("insanity filter").
 */
export type Sanity = { readonly least: number; readonly most: number; readonly mean: number }

export const sanityOf = (target: Float64Array): Sanity => {
  let least = Infinity
  let most = -Infinity
  for (let i = 0; i < target.length; i++) {
    if (target[i] < least) least = target[i]
    if (target[i] > most) most = target[i]
  }
  return { least, most, mean: mean(target) }
}

/** Swanson & White (1997); Bollerslev, Patton & Quaedvlieg, Journal of Econometrics 192 (2016) 1–18. */
export const sane = (forecast: number, { least, most, mean }: Sanity): number =>
  forecast >= least && forecast <= most ? forecast : mean

/**
 * Weighted least squares with weights 1 / OLS forecast, floored at a thousandth of the mean target. Patton & Sheppard
 * (2015).
 */
export const weightedFit = ({ columns, target }: Pick<HarRows, 'columns' | 'target'>): LinearFit => {
  const { coefficients } = leastSquares(columns, target)
  const floor = 1e-3 * mean(target)
  const weights = new Float64Array(target.length)
  for (let i = 0; i < target.length; i++) {
    const fitted = linearPrediction(coefficients, columns, i)
    weights[i] = 1 / (fitted > floor ? fitted : floor)
  }
  return leastSquares(columns, target, weights)
}

/**
 * Product of the root of quarticity and the shortest trailing variance: where that variance is measured badly, its
 * weight in the forecast falls.
 */
export const quarticityColumn = (quarticity: Float64Array, shortest: Float64Array): Float64Array =>
  shortest.map((value, i) => Math.sqrt(quarticity[i]) * value)

// Where a series has no quarticity its stand-in is the trailing mean of squared variances over the shortest window of
// more than one bar.
const harqDesign = ({ variance, quarticity }: BarSeries, lags: readonly number[]): HarDesign => {
  const { first, columns } = harDesign(variance, lags)
  if (quarticity !== undefined)
    return { first, columns: [...columns, quarticityColumn(trailingMean(quarticity, lags[0]), columns[0])] }
  const window = lags.find((lag) => lag > 1) ?? 1
  const squares = trailingMean(
    variance.map((v) => v * v),
    window,
  )
  return { first, columns: [...columns, quarticityColumn(squares, columns[0])] }
}

const linearBaseline = (
  name: string,
  design: (series: BarSeries, lags: readonly number[]) => HarDesign,
  fit: (rows: HarRows) => LinearFit,
): VarianceBaseline => ({
  name,
  fit(train, horizon, lags) {
    checkWindows(horizon, lags)
    const rows = trainingRows(design(train, lags), train.variance, horizon)
    const { coefficients } = fit(rows)
    const sanity = sanityOf(rows.target)
    return {
      parameters: {
        ...namedCoefficients(coefficients, lags),
        leastTarget: sanity.least,
        mostTarget: sanity.most,
        meanTarget: sanity.mean,
      },
      forecast(series) {
        const { first, columns } = design(series, lags)
        const values = new Float64Array(series.length)
        for (let t = first; t < series.length; t++) values[t] = sane(linearPrediction(coefficients, columns, t), sanity)
        return { first, values }
      },
    }
  },
})

const levels = ({ variance }: BarSeries, lags: readonly number[]): HarDesign => harDesign(variance, lags)
const ordinary = ({ columns, target }: HarRows): LinearFit => leastSquares(columns, target)

/** HAR in levels by ordinary least squares, direct on the horizon's mean. */
export const har: VarianceBaseline = linearBaseline('har', levels, ordinary)

/** HAR in levels, weighted by the inverse of its own fitted values. */
export const wlsHar: VarianceBaseline = linearBaseline('wlsHar', levels, weightedFit)

/** HAR with a quarticity interaction on the shortest lag, quarticity approximated from the bars' own variances. */
export const harq: VarianceBaseline = linearBaseline('harq', harqDesign, ordinary)
