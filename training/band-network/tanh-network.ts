import type { BandLayer } from '../../src/core/hedging/bands/band-network'
import type { Rng } from '../../src/core/rng'
import type { AdamBlock } from '../fit/adam'

/** Dense layers with tanh between them, in double precision, one row at a time, with the gradient of its weights. */
export type TanhNetwork = {
  /** Kernel and bias of each layer in turn. */
  readonly blocks: readonly AdamBlock[]
  /** The outputs for a standardised row; the array is reused by the next call. */
  forward(row: Float64Array): Float64Array
  /** Adds to the blocks' gradients for a slope by every output at `row`, that of the last forward pass. */
  backward(row: Float64Array, slopes: Float64Array): void
  /** Weights of so many significant digits. */
  layers(digits: number): readonly BandLayer[]
}

/** Glorot weights in all layers but the last, which is zero. `sizes`: inputs, hidden units …, outputs. */
export const startTanhNetwork = (sizes: readonly number[], rng: Rng): TanhNetwork => {
  const depth = sizes.length - 1
  const kernels = Array.from({ length: depth }, (_, l) => {
    const limit = l < depth - 1 ? Math.sqrt(6 / (sizes[l] + sizes[l + 1])) : 0
    return Float64Array.from({ length: sizes[l] * sizes[l + 1] }, () => limit * (2 * rng.uniform() - 1))
  })
  const biases = Array.from({ length: depth }, (_, l) => new Float64Array(sizes[l + 1]))
  const block = (weights: Float64Array, decayed: boolean): AdamBlock => ({
    weights,
    gradient: new Float64Array(weights.length),
    decayed,
  })
  const blocks = kernels.flatMap((kernel, l) => [block(kernel, true), block(biases[l], false)])
  const outputs = biases.map(({ length }) => new Float64Array(length))
  const slopesOf = biases.map(({ length }) => new Float64Array(length))

  const forward = (row: Float64Array): Float64Array => {
    let from = row
    for (let l = 0; l < depth; l++) {
      const kernel = kernels[l]
      const to = outputs[l]
      const units = to.length
      to.set(biases[l])
      for (let i = 0, k = 0; i < from.length; i++) {
        const value = from[i]
        for (let j = 0; j < units; j++, k++) to[j] += value * kernel[k]
      }
      if (l < depth - 1) for (let j = 0; j < units; j++) to[j] = Math.tanh(to[j])
      from = to
    }
    return from
  }

  const backward = (row: Float64Array, slopes: Float64Array): void => {
    slopesOf[depth - 1].set(slopes)
    for (let l = depth - 1; l >= 0; l--) {
      const kernel = kernels[l]
      const from = l === 0 ? row : outputs[l - 1]
      const slope = slopesOf[l]
      const units = slope.length
      const { gradient } = blocks[2 * l]
      const bias = blocks[2 * l + 1].gradient
      for (let j = 0; j < units; j++) bias[j] += slope[j]
      for (let i = 0, k = 0; i < from.length; i++) {
        const value = from[i]
        let back = 0
        for (let j = 0; j < units; j++, k++) {
          gradient[k] += value * slope[j]
          back += kernel[k] * slope[j]
        }
        if (l > 0) slopesOf[l - 1][i] = back * (1 - value * value)
      }
    }
  }

  const round = (values: Float64Array, digits: number): number[] =>
    Array.from(values, (value) => Number(value.toPrecision(digits)))

  return {
    blocks,
    forward,
    backward,
    layers: (digits) => kernels.map((kernel, l) => ({ kernel: round(kernel, digits), bias: round(biases[l], digits) })),
  }
}
