/** One block of weights and its gradient, of equal length. Decayed blocks shrink towards zero. */
export type AdamBlock = { readonly weights: Float64Array; readonly gradient: Float64Array; readonly decayed: boolean }

export type AdamOptions = {
  readonly learningRate: number
  /** Decoupled weight decay a step, as a share of the learning rate; 0 for none. */
  readonly weightDecay: number
  /** The gradient over all blocks is shortened to this Euclidean norm. */
  readonly clipNorm: number
}

const beta1 = 0.9
const beta2 = 0.999
const epsilon = 1e-8

/**
 * Starts Adam with decoupled weight decay (Kingma & Ba, ICLR 2015; Loshchilov & Hutter, ICLR 2019) and clipping by
 * global norm. The returned function takes one step on the gradients that the blocks hold at the call, at a share of
 * the learning rate, 1 where none is given.
 */
export const startAdam = (blocks: readonly AdamBlock[], options: AdamOptions): ((share?: number) => void) => {
  const { weightDecay, clipNorm } = options
  const first = blocks.map(({ weights }) => new Float64Array(weights.length))
  const second = blocks.map(({ weights }) => new Float64Array(weights.length))
  let power1 = 1
  let power2 = 1
  return (share = 1) => {
    const learningRate = share * options.learningRate
    power1 *= beta1
    power2 *= beta2
    let squares = 0
    for (const { gradient } of blocks) for (let i = 0; i < gradient.length; i++) squares += gradient[i] * gradient[i]
    const norm = Math.sqrt(squares)
    const scale = norm > clipNorm ? clipNorm / norm : 1
    const rate = (learningRate * Math.sqrt(1 - power2)) / (1 - power1)
    blocks.forEach(({ weights, gradient, decayed }, block) => {
      const m = first[block]
      const v = second[block]
      const keep = decayed ? 1 - learningRate * weightDecay : 1
      for (let i = 0; i < weights.length; i++) {
        const g = scale * gradient[i]
        m[i] = beta1 * m[i] + (1 - beta1) * g
        v[i] = beta2 * v[i] + (1 - beta2) * g * g
        weights[i] = keep * weights[i] - (rate * m[i]) / (Math.sqrt(v[i]) + epsilon)
      }
    })
  }
}
