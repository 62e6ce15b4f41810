import * as tf from '@tensorflow/tfjs'
import type { Rng } from '../../src/core/rng'
import { glorotKernel, setDense, zeroDense, type DenseWeights } from '../dense'
import type { Scaling } from '../scaling'

/**
 * Log-HAR for one horizon on raw feature columns: log variance ~ intercept + Σ slopes[i] · x[harColumns[i]] + residual.
 * `residualVariance` is that of the log regression, ≥ 0.
 */
export type LogHarCoefficients = {
  readonly intercept: number
  readonly slopes: readonly number[]
  readonly residualVariance: number
}

/**
 * Log-HAR as a dense layer over standardised inputs, one unit a horizon. Its output is the log of the *mean* variance:
 * the forecast of the log plus half the residual variance, as for a log-normal (Corsi, Journal of Financial
 * Econometrics 7 (2009) 174–196).
 */
export const harLayer = (
  { mean, sd }: Scaling,
  harColumns: readonly number[],
  coefficients: readonly LogHarCoefficients[],
): DenseWeights => {
  const horizons = coefficients.length
  const kernel = new Float32Array(mean.length * horizons)
  const bias = new Float32Array(horizons)
  coefficients.forEach(({ intercept, slopes, residualVariance }, h) => {
    let constant = intercept + residualVariance / 2
    harColumns.forEach((col, i) => {
      kernel[col * horizons + h] += slopes[i] * sd[col]
      constant += slopes[i] * mean[col]
    })
    bias[h] = constant
  })
  return { kernel, bias }
}

export type ForecasterShape = {
  readonly columns: number
  readonly hidden: readonly [number, number]
  readonly horizons: number
  readonly levels: number
}

/** The linear correction c enters as reach · tanh(c / reach): at most twentyfold up or down for any row. */
export const linearReach = 3

/**
 * The volatility forecaster as a TensorFlow model: a standardised feature row in, an output row as `forecastRows` reads
 * it out.
 *
 *   mean head     = log-HAR (frozen) + reach · linear (frozen) + correction(hidden)   one unit a horizon
 *   quantile head = mean head + offsets(hidden)                                       one unit a horizon and level
 *
 * At a horizon where a baseline serves, `log-har` holds its coefficients and the corrections are zero.
 *
 * `linear`, one tanh layer, corrects log-HAR on all columns at once; it is fitted before the network and set from
 * outside, zero until then. `hidden` is two tanh layers. Both are bounded, so that a row unlike any seen in training
 * cannot push the correction without end. The last layers start at zero, so the untrained network is log-HAR;
 * `offsetBias` (H × Q) sets where the quantiles start.
 */
export const buildForecasterNetwork = (
  shape: ForecasterShape,
  har: DenseWeights,
  offsetBias: Float32Array,
  rng: Rng,
): tf.LayersModel => {
  const { columns, horizons, levels } = shape
  const [first, second] = shape.hidden
  const input = tf.input({ shape: [columns], name: 'features' })
  const harPart = zeroDense('log-har', horizons).apply(input)
  const linear = zeroDense('linear', horizons, 'tanh').apply(input)
  const reached = zeroDense('linear-reach', horizons).apply(linear)
  const hidden1 = zeroDense('hidden-1', first, 'tanh').apply(input)
  const hidden2 = zeroDense('hidden-2', second, 'tanh').apply(hidden1)
  const correction = zeroDense('correction', horizons).apply(hidden2)
  const offsets = zeroDense('offsets', horizons * levels).apply(hidden2)
  const mean = tf.layers.add({ name: 'mean' }).apply([harPart, reached, correction] as tf.SymbolicTensor[])
  const spread = zeroDense('spread', horizons * levels).apply(mean)
  const quantiles = tf.layers.add({ name: 'quantiles' }).apply([spread, offsets] as tf.SymbolicTensor[])
  const output = tf.layers.concatenate({ name: 'output' }).apply([mean, quantiles] as tf.SymbolicTensor[])
  const network = tf.model({ inputs: input, outputs: output as tf.SymbolicTensor, name: 'volatility-forecaster' })

  // Repeats the mean head of a horizon once a level.
  const repeat = new Float32Array(horizons * horizons * levels)
  for (let h = 0; h < horizons; h++) for (let q = 0; q < levels; q++) repeat[h * horizons * levels + h * levels + q] = 1
  const reach = Float32Array.from({ length: horizons * horizons }, (_, i) =>
    i % (horizons + 1) === 0 ? linearReach : 0,
  )
  setDense(network, 'log-har', har)
  setDense(network, 'linear-reach', { kernel: reach, bias: new Float32Array(horizons) })
  setDense(network, 'spread', { kernel: repeat, bias: new Float32Array(horizons * levels) })
  setDense(network, 'hidden-1', { kernel: glorotKernel(columns, first, rng), bias: new Float32Array(first) })
  setDense(network, 'hidden-2', { kernel: glorotKernel(first, second, rng), bias: new Float32Array(second) })
  setDense(network, 'offsets', { kernel: new Float32Array(second * horizons * levels), bias: offsetBias })
  for (const name of ['log-har', 'linear', 'linear-reach', 'spread']) network.getLayer(name).trainable = false
  return network
}
