import type { Rng } from '../src/core/rng'

/**
 * Uniform starting weights on ±√(6 / (inputs + units)), which keep the variance of activations and gradients level
 * (Glorot & Bengio, AISTATS 2010).
 */
export const glorotKernel = (inputs: number, units: number, rng: Rng): Float32Array => {
  const bound = Math.sqrt(6 / (inputs + units))
  return Float32Array.from({ length: inputs * units }, () => bound * (2 * rng.uniform() - 1))
}
