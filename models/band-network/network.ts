import * as tf from '@tensorflow/tfjs'
import { bandColumns } from '../../src/core/hedging/bands/band-columns'
import { BAND_OUTPUTS, type BandNetwork } from '../../src/core/hedging/bands/band-network'
import type { Rng } from '../../src/core/rng'
import { denseWeights, glorotKernel, setDense, zeroDense } from '../dense'
import type { Scaling } from '../scaling'

const layerNames = ['hidden-1', 'hidden-2', 'edges'] as const

/**
 * The no-transaction-band network as a TensorFlow model: a standardised row of `bandColumns` in, the raw outputs of
 * `edgeDistance` out. Two tanh layers; the last layer starts at zero, Whalley-Wilmott's band.
 */
export const buildBandNetwork = (hidden: readonly [number, number], rng: Rng): tf.LayersModel => {
  const columns = bandColumns.length
  const input = tf.input({ shape: [columns], name: 'state' })
  const hidden1 = zeroDense('hidden-1', hidden[0], 'tanh').apply(input)
  const hidden2 = zeroDense('hidden-2', hidden[1], 'tanh').apply(hidden1)
  const edges = zeroDense('edges', BAND_OUTPUTS).apply(hidden2) as tf.SymbolicTensor
  const network = tf.model({ inputs: input, outputs: edges, name: 'band-network' })
  setDense(network, 'hidden-1', { kernel: glorotKernel(columns, hidden[0], rng), bias: new Float32Array(hidden[0]) })
  setDense(network, 'hidden-2', { kernel: glorotKernel(hidden[0], hidden[1], rng), bias: new Float32Array(hidden[1]) })
  return network
}

/** The network's weights as the plain data that the core hedges by. */
export const bandNetworkOf = (network: tf.LayersModel, scaling: Scaling): BandNetwork => ({
  kind: 'band-network',
  columns: bandColumns,
  scaling,
  layers: layerNames.map((name) => {
    const { kernel, bias } = denseWeights(network, name)
    return { kernel: Array.from(kernel), bias: Array.from(bias) }
  }),
})
