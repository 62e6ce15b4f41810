import type * as tf from '@tensorflow/tfjs'
import { Fault } from '../src/core/error'
import { denseWeights } from './dense'
import type { Scaling } from './scaling'

/** Applies a layer to `input` and writes its units to `output`. */
export type PlainLayer = (input: Float64Array, output: Float64Array) => void

/**
 * A dense layer of a network in plain arithmetic, for one row; weights lie unit by unit so that the inner loop runs
 * straight.
 */
export const plainDense = (network: tf.LayersModel, name: string, activation?: 'tanh'): PlainLayer => {
  const { kernel, bias } = denseWeights(network, name)
  const units = bias.length
  const inputs = kernel.length / units
  const weights = Float64Array.from(
    { length: kernel.length },
    (_, i) => kernel[(i % inputs) * units + Math.floor(i / inputs)],
  )
  const offsets = Float64Array.from(bias)
  return (input, output) => {
    for (let unit = 0; unit < units; unit++) {
      const from = unit * inputs
      let even = offsets[unit]
      let odd = 0
      let i = 0
      for (; i + 1 < inputs; i += 2) {
        even += weights[from + i] * input[i]
        odd += weights[from + i + 1] * input[i + 1]
      }
      if (i < inputs) even += weights[from + i] * input[i]
      output[unit] = activation === 'tanh' ? Math.tanh(even + odd) : even + odd
    }
  }
}

/** Standardises one raw row into `z`, as `standardise` does for tables. */
export const plainScaling = ({ mean, sd, limit }: Scaling): PlainLayer => {
  const means = Float64Array.from(mean)
  const sds = Float64Array.from(sd)
  return (row, z) => {
    for (let col = 0; col < means.length; col++) {
      const value = (row[col] - means[col]) / sds[col]
      z[col] = value > limit ? limit : value < -limit ? -limit : value
    }
  }
}

/** @throws Fault 'bad-input' unless the row has `cols` finite values. */
export const checkRow = (row: Float64Array, cols: number): void => {
  if (row.length !== cols) throw new Fault('bad-input', `the model takes ${cols} columns, the row has ${row.length}`)
  for (let col = 0; col < cols; col++)
    if (!Number.isFinite(row[col])) throw new Fault('bad-input', `column ${col} of the feature row is ${row[col]}`)
}
