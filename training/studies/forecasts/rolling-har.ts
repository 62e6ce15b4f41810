import { qlike } from '../../../src/core/statistics/forecast-losses'
import { harDesign, quarticityColumn, sane, sanityOf, weightedFit } from '../../baselines/har-family'
import { leastSquares, linearPrediction, type LinearFit } from '../../statistics/least-squares'

/** Days, weeks, months. */
const dailyLags = [1, 5, 22] as const

/**
 * Columns of a HAR on daily measures, the regression of the next day's variance on them, and how a fitted value becomes
 * a variance.
 */
export type DailyModel = {
  readonly columns: readonly Float64Array[]
  readonly target: Float64Array
  readonly fit: (columns: readonly Float64Array[], target: Float64Array) => LinearFit
  readonly variance: (fitted: number, fit: LinearFit) => number
}

const level = (columns: readonly Float64Array[], target: Float64Array, fit: DailyModel['fit']): DailyModel => ({
  columns,
  target,
  fit,
  variance: (fitted) => fitted,
})

export const dailyHar = (rv: Float64Array): DailyModel => level(harDesign(rv, dailyLags).columns, rv, leastSquares)

export const dailyWlsHar = (rv: Float64Array): DailyModel =>
  level(harDesign(rv, dailyLags).columns, rv, (columns, target) => weightedFit({ columns, target }))

export const dailyHarq = (rv: Float64Array, quarticity: Float64Array): DailyModel => {
  const { columns } = harDesign(rv, dailyLags)
  return level([...columns, quarticityColumn(quarticity, rv)], rv, leastSquares)
}

export const dailyLogHar = (rv: Float64Array): DailyModel => ({
  // The first rows are warm-up and are not used; 1 keeps their logarithm finite.
  columns: harDesign(rv, dailyLags).columns.map((column) => column.map((value) => Math.log(value || 1))),
  target: rv.map(Math.log),
  fit: leastSquares,
  variance: (fitted, { residualVariance }) => Math.exp(fitted + residualVariance / 2),
})

const firstRow = dailyLags[2] - 1

/** Fit over all days: fitted on day t's columns and day t + 1's variance. */
export const wholeSampleFit = ({ columns, target, fit }: DailyModel): LinearFit =>
  fit(
    columns.map((column) => column.subarray(firstRow, target.length - 1)),
    target.subarray(firstRow + 1),
  )

/** Mean QLIKE of the whole-sample fit on its own sample, insanity-filtered. */
export const wholeSampleQlike = (model: DailyModel, rv: Float64Array): number => {
  const fit = wholeSampleFit(model)
  const sanity = sanityOf(rv.subarray(firstRow + 1))
  let sum = 0
  for (let t = firstRow; t < rv.length - 1; t++) {
    const fitted = linearPrediction(fit.coefficients, model.columns, t)
    sum += qlike(rv[t + 1], sane(model.variance(fitted, fit), sanity))
  }
  return sum / (rv.length - 1 - firstRow)
}

/**
 * Mean QLIKE of one-day-ahead forecasts, refitted daily on the `window` days before, insanity-filtered by those days'
 * range.
 */
export const rollingQlike = (
  { columns, target, fit, variance }: DailyModel,
  rv: Float64Array,
  window: number,
): number => {
  let sum = 0
  for (let t = window; t < rv.length; t++) {
    const from = Math.max(firstRow, t - window)
    const fitted = fit(
      columns.map((column) => column.subarray(from, t - 1)),
      target.subarray(from + 1, t),
    )
    const forecast = variance(linearPrediction(fitted.coefficients, columns, t - 1), fitted)
    sum += qlike(rv[t], sane(forecast, sanityOf(rv.subarray(from, t))))
  }
  return sum / (rv.length - window)
}
