import { logHarVariance } from '../../baselines/log-har'
import { logHarDesign, trainingRows } from '../../baselines/har-design'
import type { Range } from '../../data/split'
import { leastSquares, linearPrediction } from '../../statistics/least-squares'
import type { LogForecasts } from './losses'
import type { Study } from './study'

/**
 * Log-HAR whose inputs are averages of squared returns of bars, whatever measures the recording has; forecasts the same
 * variance.
 */
export const squaredReturnHar =
  ({ dataset: { series }, profile }: Study) =>
  (range: Range): Promise<LogForecasts> => {
    const squares = series.logReturn.map((value) => Math.max(value * value, profile.leastVariance))
    const { first, columns } = logHarDesign({ variance: squares }, profile.lags)
    const past = { first, columns: columns.map((column) => column.subarray(0, range.from)) }
    const forecasts = profile.horizons.map(({ bars }) => {
      const rows = trainingRows(past, series.variance.subarray(0, range.from), bars)
      const { coefficients, residualVariance } = leastSquares(rows.columns, rows.target.map(Math.log))
      return Float64Array.from({ length: range.to - range.from }, (_, i) =>
        Math.log(logHarVariance(linearPrediction(coefficients, columns, range.from + i), residualVariance)),
      )
    })
    return Promise.resolve(forecasts)
  }
