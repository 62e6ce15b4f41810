import * as tf from '@tensorflow/tfjs'
import { denseWeights, setDense } from '../../models/dense'
import { predictStandardised } from '../../models/predict-rows'
import { normalQuantile } from '../../src/core/pricing/normal-quantile'
import { chooseShrinkage } from './shrinkage'

/**
 * Where the quantile offsets start: those of a log-normal around its mean, sd·z(level) − sd²/2, by horizon and level.
 */
const logNormalOffsets = (residualVariances: readonly number[], levels: readonly number[]): Float32Array =>
  Float32Array.from(
    residualVariances.flatMap((variance) =>
      levels.map((level) => Math.sqrt(variance) * normalQuantile(level) - variance / 2),
    ),
  )

/**
 * Where the quantile offsets start, by horizon and level: at the quantiles of errors on rows held out, or as for a
 * log-normal where there are none.
 */
export const startingOffsets = (
  errors: readonly (Float64Array | undefined)[],
  residualVariances: readonly number[],
  levels: readonly number[],
): Float32Array => {
  const offsets = logNormalOffsets(residualVariances, levels)
  errors.forEach((values, h) => {
    if (values === undefined) return
    const sorted = values.toSorted()
    levels.forEach((level, q) => {
      offsets[h * levels.length + q] = sorted[Math.min(sorted.length - 1, Math.floor(level * sorted.length))]
    })
  })
  return offsets
}

/** Standardised rows with `y[row * H + h]`, log forward mean variances that each span `overlaps[h]` rows. */
type HeldOutRows = {
  readonly z: Float32Array
  readonly cols: number
  readonly y: ArrayLike<number>
  readonly overlaps: readonly number[]
}

/** The correction alone, [row * H + h], output of its own layer: exactly zero where the layer is. */
const correctionOf = (network: tf.LayersModel, z: Float32Array, cols: number): Float32Array => {
  const output = network.getLayer('correction').output as tf.SymbolicTensor
  return predictStandardised(tf.model({ inputs: network.inputs, outputs: output, name: 'correction' }), z, cols)
}

/** The validation part has also chosen the network's epoch, so its gain counts only above two standard errors. */
const networkCaution = 4

/**
 * Chooses the share of the correction by horizon on the validation part (standardised rows `z`, log forward mean
 * variance `y`) and folds it into the weights of the correction layer.
 */
export const shrinkCorrection = (network: tf.LayersModel, { z, cols, y, overlaps }: HeldOutRows): number[] => {
  const rows = z.length / cols
  const horizons = overlaps.length
  const correction = correctionOf(network, z, cols)
  const output = predictStandardised(network, z, cols)
  const width = output.length / rows
  const column = (valueAt: (row: number) => number): Float64Array =>
    Float64Array.from({ length: rows }, (_, row) => valueAt(row))
  const shares = Array.from({ length: horizons }, (_, h) =>
    chooseShrinkage(
      {
        target: column((row) => y[row * horizons + h]),
        base: column((row) => output[row * width + h] - correction[row * horizons + h]),
        correction: column((row) => correction[row * horizons + h]),
      },
      overlaps[h],
      networkCaution,
    ),
  )
  const { kernel, bias } = denseWeights(network, 'correction')
  setDense(network, 'correction', {
    kernel: kernel.map((weight, i) => weight * shares[i % horizons]),
    bias: bias.map((weight, h) => weight * shares[h]),
  })
  return shares
}

/** Number of targets without overlap at which the squared distance of the quantiles from the middle is doubled. */
const wideningTargets = 20

/**
 * Multiplies the distance of every quantile head from the middle one by √(1 + 20 / n), n being the number of targets of
 * the whole training part that do not overlap: the quantiles of few errors are too narrow, and the next error is one
 * more draw from the same distribution.
 */
export const widenQuantiles = (
  network: tf.LayersModel,
  rows: number,
  overlaps: readonly number[],
  levels: readonly number[],
): void => {
  const { kernel, bias } = denseWeights(network, 'offsets')
  const units = bias.length
  const middle = levels.length >> 1
  const widened = (values: Float32Array): Float32Array =>
    values.map((value, i) => {
      const unit = i % units
      const h = Math.floor(unit / levels.length)
      const centre = values[i - unit + h * levels.length + middle]
      return centre + Math.sqrt(1 + (wideningTargets * overlaps[h]) / rows) * (value - centre)
    })
  setDense(network, 'offsets', { kernel: widened(kernel), bias: widened(bias) })
}

/** Number of targets without overlap at which a calibration has half of its greatest weight. */
const halfTrust = 20
/** Its greatest weight: the latest errors are no better a guide to those ahead than all errors held out. */
const mostTrust = 0.5

/**
 * Shifts every quantile head by one constant, towards where on the validation part the share of targets below it is its
 * level (split conformal calibration; Romano, Patterson & Candès, NeurIPS 2019). It goes ½ n / (n + 20) of the way, n
 * being the number of targets there that do not overlap, because few targets carry little information.
 */
export const calibrateQuantiles = (
  network: tf.LayersModel,
  { z, cols, y, overlaps }: HeldOutRows,
  levels: readonly number[],
): void => {
  const output = predictStandardised(network, z, cols)
  const rows = z.length / cols
  const horizons = overlaps.length
  const width = horizons * (1 + levels.length)
  const { kernel, bias } = denseWeights(network, 'offsets')
  const misses = new Float64Array(rows)
  for (let h = 0; h < horizons; h++) {
    const targets = rows / overlaps[h]
    levels.forEach((level, q) => {
      for (let row = 0; row < rows; row++)
        misses[row] = y[row * horizons + h] - output[row * width + horizons + h * levels.length + q]
      misses.sort()
      bias[h * levels.length + q] +=
        ((mostTrust * targets) / (targets + halfTrust)) * misses[Math.min(rows - 1, Math.floor(level * rows))]
    })
  }
  setDense(network, 'offsets', { kernel, bias })
}
