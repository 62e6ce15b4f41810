import * as tf from '@tensorflow/tfjs'
import type { Rng } from '../src/core/rng'

/** Weights of a dense layer: `kernel[i * units + j]` joins input i to unit j. */
export type DenseWeights = { readonly kernel: Float32Array; readonly bias: Float32Array }

/** A dense layer whose weights start at zero and are set by `setDense`, so that no unseeded random numbers are used. */
export const zeroDense = (name: string, units: number, activation?: 'tanh'): tf.layers.Layer =>
  tf.layers.dense({
    name,
    units,
    kernelInitializer: 'zeros',
    biasInitializer: 'zeros',
    ...(activation === undefined ? {} : { activation }),
  })

/** Sets the weights of the dense layer called `name`. */
export const setDense = (network: tf.LayersModel, name: string, { kernel, bias }: DenseWeights): void => {
  const units = bias.length
  tf.tidy(() => {
    network
      .getLayer(name)
      .setWeights([tf.tensor2d(kernel.slice(), [kernel.length / units, units]), tf.tensor1d(bias.slice())])
  })
}

/** A copy of the weights of the dense layer called `name`. */
export const denseWeights = (network: tf.LayersModel, name: string): DenseWeights => {
  const [kernel, bias] = network.getLayer(name).getWeights()
  return { kernel: Float32Array.from(kernel.dataSync()), bias: Float32Array.from(bias.dataSync()) }
}

/**
 * Uniform starting weights on ±√(6 / (inputs + units)), which keep the variance of activations and gradients level
 * (Glorot & Bengio, AISTATS 2010).
 */
export const glorotKernel = (inputs: number, units: number, rng: Rng): Float32Array => {
  const bound = Math.sqrt(6 / (inputs + units))
  return Float32Array.from({ length: inputs * units }, () => bound * (2 * rng.uniform() - 1))
}
