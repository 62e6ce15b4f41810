import * as tf from '@tensorflow/tfjs'
import type { Rng } from '../../src/core/rng'
import { setDense, zeroDense } from '../dense'
import { glorotKernel } from '../glorot'

export type ClassifierShape = {
  readonly columns: number
  readonly hidden: readonly [number, number]
  readonly states: number
}

/**
 * The regime classifier as a TensorFlow model: a standardised feature row in, one logit a state out; the posterior is
 * softmax(logits / temperature). Two tanh layers; the last layer starts at zero, an even posterior.
 */
export const buildClassifierNetwork = ({ columns, hidden, states }: ClassifierShape, rng: Rng): tf.LayersModel => {
  const [first, second] = hidden
  const input = tf.input({ shape: [columns], name: 'features' })
  const hidden1 = zeroDense('hidden-1', first, 'tanh').apply(input)
  const hidden2 = zeroDense('hidden-2', second, 'tanh').apply(hidden1)
  const logits = zeroDense('logits', states).apply(hidden2) as tf.SymbolicTensor
  const network = tf.model({ inputs: input, outputs: logits, name: 'regime-classifier' })
  setDense(network, 'hidden-1', { kernel: glorotKernel(columns, first, rng), bias: new Float32Array(first) })
  setDense(network, 'hidden-2', { kernel: glorotKernel(first, second, rng), bias: new Float32Array(second) })
  return network
}
