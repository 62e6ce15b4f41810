import { checkRow, plainDense, plainScaling } from '../plain-dense'
import { sortRun, type Forecaster } from './forecaster'
import { linearReach } from './network'

/**
 * `logVariance[h]` is the log of the expected mean per-bar variance over horizon h; `quantiles[h * Q + q]` the quantile
 * of its log at level q, rising in q. Fresh arrays.
 */
export type Forecast = { readonly logVariance: Float64Array; readonly quantiles: Float64Array }

export type CompiledForecaster = {
  readonly horizons: number
  readonly levels: readonly number[]
  /**
   * The forecast for one raw feature row. @throws Fault 'bad-input' for a row of another length or with a value that is
   * not finite.
   */
  forecast(row: Float64Array): Forecast
  /**
   * Log of the mean per-bar variance by horizon as log-HAR alone forecasts it, or the baseline that serves in the
   * forecaster's place. @throws as `forecast`.
   */
  logHar(row: Float64Array): Float64Array
}

/**
 * The forecaster as plain arithmetic on copies of its weights: microseconds a row, equal to TensorFlow to 1e-5, on no
 * backend.
 */
export const compileForecaster = ({ network, scaling, horizons, levels }: Forecaster): CompiledForecaster => {
  const cols = scaling.mean.length
  const scale = plainScaling(scaling)
  const har = plainDense(network, 'log-har')
  const linear = plainDense(network, 'linear', 'tanh')
  const first = plainDense(network, 'hidden-1', 'tanh')
  const second = plainDense(network, 'hidden-2', 'tanh')
  const correction = plainDense(network, 'correction')
  const offsets = plainDense(network, 'offsets')
  const widthOf = (name: string): number => network.getLayer(name).outputShape[1] as number
  const z = new Float64Array(cols)
  const hidden1 = new Float64Array(widthOf('hidden-1'))
  const hidden2 = new Float64Array(widthOf('hidden-2'))
  const shifted = new Float64Array(horizons)
  const corrected = new Float64Array(horizons)
  return {
    horizons,
    levels,
    forecast(row) {
      checkRow(row, cols)
      const logVariance = new Float64Array(horizons)
      const quantiles = new Float64Array(horizons * levels.length)
      scale(row, z)
      har(z, logVariance)
      linear(z, shifted)
      first(z, hidden1)
      second(hidden1, hidden2)
      correction(hidden2, corrected)
      offsets(hidden2, quantiles)
      for (let h = 0; h < horizons; h++) {
        logVariance[h] += linearReach * shifted[h] + corrected[h]
        for (let q = 0; q < levels.length; q++) quantiles[h * levels.length + q] += logVariance[h]
        sortRun(quantiles, h * levels.length, levels.length)
      }
      return { logVariance, quantiles }
    },
    logHar(row) {
      checkRow(row, cols)
      const logVariance = new Float64Array(horizons)
      scale(row, z)
      har(z, logVariance)
      return logVariance
    },
  }
}
