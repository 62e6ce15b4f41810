import { varianceColumn } from '../../src/core/features/realized-variance'
import type { BarSeries } from '../data/series'
import { leastSquares, linearPrediction } from '../statistics/least-squares'
import type { FittedLogLinear, VarianceBaseline } from './forecaster'
import { checkWindows, harDesign, namedCoefficients, trainingRows, type HarDesign, type HarRows } from './har-family'

/** Log of the mean per-bar variance over each trailing window of `lags` bars. Rows before `first` are not valid. */
export const logHarDesign = ({ variance }: Pick<BarSeries, 'variance'>, lags: readonly number[]): HarDesign => {
  const { first, columns } = harDesign(variance, lags)
  return { first, columns: columns.map((column) => column.map((value, i) => (i < first ? 0 : Math.log(value)))) }
}

export type LogHarFit = {
  /** Intercept first, then one a lag, on the log of trailing mean variances. */
  readonly coefficients: readonly number[]
  /** Mean squared residual of the log forward mean. */
  readonly residualVariance: number
}

/** Rows of `logHarDesign` and the log of the mean variance over the `horizon` bars after each. */
export const logHarRows = (series: BarSeries, horizon: number, lags: readonly number[]): HarRows => {
  checkWindows(horizon, lags)
  const { columns, target, stride } = trainingRows(logHarDesign(series, lags), series.variance, horizon)
  return { columns, target: target.map(Math.log), stride }
}

/**
 * Direct regression of the log mean variance over the next `horizon` bars on `logHarDesign`.
 * @internal
 */
export const fitLogHar = (series: BarSeries, horizon: number, lags: readonly number[]): LogHarFit => {
  const { columns, target } = logHarRows(series, horizon, lags)
  const { coefficients, residualVariance } = leastSquares(columns, target)
  return { coefficients, residualVariance }
}

/** Mean per-bar variance of a log-normal forecast: exp(log forecast + residual variance / 2). */
export const logHarVariance = (logForecast: number, residualVariance: number): number =>
  Math.exp(logForecast + residualVariance / 2)

/** A fit of the log on the windows `lags` and behind them columns named `further`, as a baseline. */
export const logLinearBaseline = (
  { coefficients, residualVariance }: LogHarFit,
  { lags, further }: { readonly lags: readonly number[]; readonly further: readonly string[] },
  design: (series: BarSeries) => HarDesign,
): FittedLogLinear => ({
  parameters: { ...namedCoefficients(coefficients, lags), residualVariance },
  logLinear: {
    columns: [...lags.map(varianceColumn), ...further],
    ...{ intercept: coefficients[0], slopes: coefficients.slice(1), residualVariance },
  },
  forecast(series) {
    const { first, columns } = design(series)
    const values = new Float64Array(series.length)
    for (let t = first; t < series.length; t++)
      values[t] = logHarVariance(linearPrediction(coefficients, columns, t), residualVariance)
    return { first, values }
  },
})

/** HAR in logs, converted back under log-normal residuals. Positive by construction, so no filter is needed. */
export const logHar: VarianceBaseline<FittedLogLinear> = {
  name: 'logHar',
  fit: (train, horizon, lags) =>
    logLinearBaseline(fitLogHar(train, horizon, lags), { lags, further: [] }, (series) => logHarDesign(series, lags)),
}
