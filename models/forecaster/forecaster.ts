import { predictRows } from '../predict-rows'
import type { TrainedNetwork } from '../trained-network'
import { sortRun } from './layout'

/** A fitted volatility forecaster: network, scaling, number of horizons and the quantile levels, rising in (0, 1). */
export type Forecaster = TrainedNetwork & { readonly horizons: number; readonly levels: readonly number[] }

/**
 * Forecasts for many rows. `logVariance[row * H + h]` is the log of the expected mean per-bar variance over horizon h;
 * `quantiles[(row * H + h) * Q + q]` the quantile of its log at level q, rising in q.
 */
export type ForecastTable = { readonly logVariance: Float64Array; readonly quantiles: Float64Array }

/** Forecasts for raw feature rows (row-major), in batches through TensorFlow. */
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
