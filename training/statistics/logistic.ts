import type { DenseWeights } from '../../models/dense'
import { startSolver } from './gram'

/** Rows, row-major, with the state of each. */
export type LogisticSample = {
  readonly z: ArrayLike<number>
  readonly cols: number
  readonly labels: ArrayLike<number>
}

/** One slope a column and state, `[col * states + k]`, then one intercept a state. */
type Weights = Float64Array

const mostSteps = 30
const tolerance = 1e-9
/** Curvature given to fixed coefficients: a step along it is 0 in effect. */
const FIXED = 1e30

/** Overwrites `p`, one entry a state, with the probabilities of a row. */
const writeProbabilities = ({ z, cols }: LogisticSample, beta: Weights, row: number, p: Float64Array): void => {
  const states = p.length
  let top = -Infinity
  for (let k = 0; k < states; k++) {
    let value = beta[cols * states + k]
    for (let col = 0; col < cols; col++) value += z[row * cols + col] * beta[col * states + k]
    p[k] = value
    if (value > top) top = value
  }
  let total = 0
  for (let k = 0; k < states; k++) total += p[k] = Math.exp(p[k] - top)
  for (let k = 0; k < states; k++) p[k] /= total
}

/**
 * Multinomial logistic regression by Newton's method: lowers Σ −ln p(label) + penalty · |weights − prior|² / 2, so that
 * few rows leave the prior and many override it; fixed slopes stay those of the prior. The layer's units are the
 * states' logits.
 */
export const fitLogistic = (
  sample: LogisticSample,
  prior: DenseWeights,
  penalty: number,
  slopesFixed = false,
): DenseWeights => {
  const states = prior.bias.length
  const { z, cols, labels } = sample
  const rows = labels.length
  const size = (cols + 1) * states
  const start = Float64Array.from([...prior.kernel, ...prior.bias])
  const p = new Float64Array(states)
  const input = new Float64Array(cols + 1).fill(1)

  const lossAt = (beta: Weights): number => {
    let loss = 0
    for (let i = 0; i < size; i++) loss += 0.5 * penalty * (beta[i] - start[i]) ** 2
    for (let row = 0; row < rows; row++) {
      writeProbabilities(sample, beta, row, p)
      loss -= Math.log(Math.max(1e-300, p[labels[row]]))
    }
    return loss
  }

  const stepAt = (beta: Weights): Weights => {
    const gradient = beta.map((value, i) => penalty * (value - start[i]))
    const hessian = new Float64Array(size * size)
    for (let i = 0; i < size; i++) hessian[i * size + i] = slopesFixed && i < cols * states ? FIXED : penalty
    for (let row = 0; row < rows; row++) {
      writeProbabilities(sample, beta, row, p)
      for (let col = 0; col < cols; col++) input[col] = z[row * cols + col]
      for (let k = 0; k < states; k++) {
        const error = p[k] - (labels[row] === k ? 1 : 0)
        for (let a = 0; a <= cols; a++) gradient[a * states + k] += error * input[a]
        for (let j = 0; j < states; j++) {
          const weight = p[k] * ((j === k ? 1 : 0) - p[j])
          for (let a = 0; a <= cols; a++) {
            const at = (a * states + k) * size
            const scaled = weight * input[a]
            for (let b = 0; b <= cols; b++) hessian[at + b * states + j] += scaled * input[b]
          }
        }
      }
    }
    return startSolver(hessian, size)(gradient)
  }

  // From even probabilities, where the curvature is greatest: under a prior that gives a row a probability near 1 it
  // vanishes.
  let beta: Weights = slopesFixed ? start.slice() : new Float64Array(size)
  let loss = lossAt(beta)
  for (let step = 0; step < mostSteps; step++) {
    const way = stepAt(beta)
    let length = 1
    let next = beta
    let then = loss
    for (; length > 1e-6; length /= 2) {
      next = beta.map((value, i) => value - length * way[i])
      then = lossAt(next)
      if (then < loss) break
    }
    if (!(loss - then > tolerance * rows)) break
    beta = next
    loss = then
  }
  return {
    kernel: Float32Array.from(beta.subarray(0, cols * states)),
    bias: Float32Array.from(beta.subarray(cols * states)),
  }
}

/** Starts a fitted layer: the probabilities it gives for a row, in an array that the next call overwrites. */
export const startLogistic = ({
  kernel,
  bias,
}: DenseWeights): { readonly probabilities: (z: ArrayLike<number>, row: number) => Float64Array } => {
  const states = bias.length
  const cols = kernel.length / states
  const beta = Float64Array.from([...kernel, ...bias])
  const p = new Float64Array(states)
  return {
    probabilities(z, row) {
      writeProbabilities({ z, cols, labels: [] }, beta, row, p)
      return p
    },
  }
}

/** The identity layer: outputs equal inputs. */
export const identityLayer = (states: number): DenseWeights => ({
  kernel: Float32Array.from({ length: states * states }, (_, i) => (i % (states + 1) === 0 ? 1 : 0)),
  bias: new Float32Array(states),
})
