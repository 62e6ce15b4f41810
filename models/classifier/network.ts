import * as tf from '@tensorflow/tfjs'
import type { Rng } from '../../src/core/rng'
import { glorotKernel, setDense, zeroDense, type DenseWeights } from '../dense'

export type ClassifierShape = {
  /** Feature columns, without those of the filter. */
  readonly columns: number
  readonly hidden: readonly [number, number]
  readonly states: number
}

/**
 * The regime classifier as a TensorFlow model: a standardised feature row and behind it the filter's log probabilities
 * in, one logit a state out; the posterior is softmax(logits / temperature).
 *
 *   logits = filter (frozen) + correction(hidden)
 *
 * `filter` reads the log probabilities alone and is set from outside; `hidden` is two tanh layers over all inputs. The
 * correction starts at zero, so that the untrained network gives the filter's posterior.
 */
export const buildClassifierNetwork = (
  { columns, hidden, states }: ClassifierShape,
  filter: DenseWeights,
  rng: Rng,
): tf.LayersModel => {
  const [first, second] = hidden
  const width = columns + states
  const input = tf.input({ shape: [width], name: 'features' })
  const filtered = zeroDense('filter', states).apply(input)
  const hidden1 = zeroDense('hidden-1', first, 'tanh').apply(input)
  const hidden2 = zeroDense('hidden-2', second, 'tanh').apply(hidden1)
  const correction = zeroDense('correction', states).apply(hidden2)
  const logits = tf.layers.add({ name: 'logits' }).apply([filtered, correction] as tf.SymbolicTensor[])
  const network = tf.model({ inputs: input, outputs: logits as tf.SymbolicTensor, name: 'regime-classifier' })
  setDense(network, 'filter', filter)
  setDense(network, 'hidden-1', { kernel: glorotKernel(width, first, rng), bias: new Float32Array(first) })
  setDense(network, 'hidden-2', { kernel: glorotKernel(first, second, rng), bias: new Float32Array(second) })
  network.getLayer('filter').trainable = false
  return network
}
