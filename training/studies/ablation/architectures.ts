import * as tf from '@tensorflow/tfjs'
import { glorotKernel, zeroDense } from '../../../models/dense'
import type { Rng } from '../../../src/core/rng'

/** Input and output of a correction network: `length` rows of `columns`, oldest first, and one output a horizon. */
export type NetworkShape = { readonly length: number; readonly columns: number; readonly horizons: number }

/**
 * A way to correct log-HAR. `length` rows of the past are its input; its last layer starts at zero, so untrained its
 * forecast is log-HAR's.
 */
export type Architecture = {
  readonly name: 'linear' | 'MLP' | 'TCN' | 'GRU'
  readonly length: number
  readonly build: (shape: NetworkShape, rng: Rng) => tf.LayersModel
}

const units = 16

/**
 * Draws every kernel but the last layer's from the seeded generator, so that the same seed gives the same network on
 * every backend.
 */
const draw = (network: tf.LayersModel, rng: Rng): void => {
  tf.tidy(() => {
    for (const layer of network.layers)
      if (layer.name !== 'correction')
        layer.setWeights(
          layer
            .getWeights()
            .map((weight) =>
              weight.rank > 1
                ? tf.tensor(glorotKernel(weight.shape[0], weight.shape[1] ?? 1, rng), weight.shape)
                : tf.zeros(weight.shape),
            ),
        )
  })
}

const inputOf = ({ length, columns }: NetworkShape): tf.SymbolicTensor =>
  tf.input({ shape: [length * columns], name: 'features' })

const corrected = (input: tf.SymbolicTensor, last: tf.SymbolicTensor, horizons: number, rng: Rng): tf.LayersModel => {
  const outputs = zeroDense('correction', horizons).apply(last) as tf.SymbolicTensor
  const network = tf.model({ inputs: input, outputs })
  draw(network, rng)
  return network
}

const linear: Architecture = {
  name: 'linear',
  length: 1,
  build(shape, rng) {
    const input = inputOf(shape)
    return corrected(input, input, shape.horizons, rng)
  },
}

const mlp: Architecture = {
  name: 'MLP',
  length: 1,
  build(shape, rng) {
    const input = inputOf(shape)
    const hidden = zeroDense('hidden-2', units, 'tanh').apply(
      zeroDense('hidden-1', 2 * units, 'tanh').apply(input),
    ) as tf.SymbolicTensor
    return corrected(input, hidden, shape.horizons, rng)
  },
}

/**
 * Causal convolutions of two rows with dilations 1, 2, 4, … and residuals left out, computed only at the positions that
 * the last output needs: each layer halves the rows, so that a dense layer over pairs is the convolution. Bai, Kolter &
 * Koltun, arXiv 1803.01271.
 */
const tcn: Architecture = {
  name: 'TCN',
  length: 16,
  build(shape, rng) {
    const input = inputOf(shape)
    let rows = shape.length / 2
    let width = 2 * shape.columns
    let layer: tf.SymbolicTensor = input
    for (let level = 1; rows >= 1; level++, rows /= 2, width = 2 * units) {
      const pairs = tf.layers.reshape({ targetShape: rows === 1 ? [width] : [rows, width] }).apply(layer)
      layer = zeroDense(`convolution-${level}`, units, 'tanh').apply(pairs) as tf.SymbolicTensor
    }
    return corrected(input, layer, shape.horizons, rng)
  },
}

/** Gated recurrent units over the rows. Cho et al., EMNLP 2014. */
const gru: Architecture = {
  name: 'GRU',
  length: 16,
  build(shape, rng) {
    const input = inputOf(shape)
    const rows = tf.layers.reshape({ targetShape: [shape.length, shape.columns] }).apply(input)
    const last = tf.layers
      .gru({ name: 'gru', units, kernelInitializer: 'zeros', recurrentInitializer: 'zeros' })
      .apply(rows)
    return corrected(input, last as tf.SymbolicTensor, shape.horizons, rng)
  },
}

/** From the smallest to the largest. */
export const architectures: readonly Architecture[] = [linear, mlp, tcn, gru]
