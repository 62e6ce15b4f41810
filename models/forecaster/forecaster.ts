import { predictRows, type TrainedNetwork } from '../predict-rows'

/** A fitted volatility forecaster: network, scaling, number of horizons and the quantile levels, rising in (0, 1). */
export type Forecaster = TrainedNetwork & { readonly horizons: number; readonly levels: readonly number[] }

/**
 * Forecasts for many rows. `logVariance[row * H + h]` is the log of the expected mean per-bar variance over horizon h;
 * `quantiles[(row * H + h) * Q + q]` the quantile of its log at level q, rising in q.
 */
export type ForecastTable = { readonly logVariance: Float64Array; readonly quantiles: Float64Array }

/** Sorts values[from, from + count) in place. Few entries, nearly sorted: insertion. */
export const sortRun = (values: Float64Array, from: number, count: number): void => {
  for (let i = from + 1; i < from + count; i++) {
    const value = values[i]
    let j = i
    for (; j > from && values[j - 1] > value; j--) values[j] = values[j - 1]
    values[j] = value
  }
}

/**
 * Forecasts for raw feature rows (row-major), in batches through TensorFlow. The network's output row, of width
 * H × (1 + Q), holds log mean variance by horizon, then at H + h·Q + q the quantile of log realized mean variance over
 * horizon h at level q; the quantiles leave the network unsorted and are sorted here within a horizon.
 */
export const forecastRows = (model: Forecaster, x: Float32Array | Float64Array, rows: number): ForecastTable => {
  const output = predictRows(model, x, rows)
  const { horizons } = model
  const levels = model.levels.length
  const width = horizons * (1 + levels)
  const logVariance = new Float64Array(rows * horizons)
  const quantiles = new Float64Array(rows * horizons * levels)
  for (let row = 0; row < rows; row++) {
    logVariance.set(output.subarray(row * width, row * width + horizons), row * horizons)
    quantiles.set(output.subarray(row * width + horizons, (row + 1) * width), row * horizons * levels)
    for (let h = 0; h < horizons; h++) sortRun(quantiles, (row * horizons + h) * levels, levels)
  }
  return { logVariance, quantiles }
}
