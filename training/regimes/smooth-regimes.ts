import { startMean } from '../../src/core/features/rolling'
import { startLogDensities, type VarianceRegimes } from '../../src/core/regime/variance-regimes'

/** What the filter looks at: at each bar the mean variance of the last `span` bars, of all there are at the start. */
export const seenVariance = (variance: Float64Array, span: number): Float64Array => {
  const recent = startMean(span)
  return span === 1 ? variance : variance.map((v) => recent(v))
}

/** What EM needs to know of the states, given all variances. */
export type SmoothedRegimes = {
  /** Row-major, bars × states. */
  readonly posterior: Float64Array
  /** Expected numbers of moves from i to j, row-major. */
  readonly moves: Float64Array
  /** Log-likelihood, less what does not depend on states, scales or moves. */
  readonly logLikelihood: number
}

/** Scaled forward-backward pass; `variance` is what the filter looks at. Rabiner, Proceedings of the IEEE 77 (1989) 257–286. */
export const smoothRegimes = (regimes: VarianceRegimes, variance: Float64Array): SmoothedRegimes => {
  const n = variance.length
  const states = regimes.scale.length
  const transition = Float64Array.from(regimes.transition.flat())
  const densities = startLogDensities(regimes)
  const density = new Float64Array(n * states)
  const posterior = new Float64Array(n * states)
  const logs = new Float64Array(states)
  const predicted = Float64Array.from(regimes.initial)
  let logLikelihood = 0
  for (let t = 0; t < n; t++) {
    const row = t * states
    densities(variance[t], logs)
    let top = logs[0]
    for (let k = 1; k < states; k++) if (logs[k] > top) top = logs[k]
    let total = 0
    for (let k = 0; k < states; k++) {
      density[row + k] = Math.exp(logs[k] - top)
      total += posterior[row + k] = predicted[k] * density[row + k]
    }
    if (!(total > 0)) {
      total = 0
      for (let k = 0; k < states; k++) total += posterior[row + k] = density[row + k]
    }
    logLikelihood += Math.log(total) + top
    for (let k = 0; k < states; k++) posterior[row + k] /= total
    for (let j = 0; j < states; j++) {
      let next = 0
      for (let i = 0; i < states; i++) next += posterior[row + i] * transition[i * states + j]
      predicted[j] = next
    }
  }
  const moves = new Float64Array(states * states)
  const after = new Float64Array(states).fill(1)
  const now = new Float64Array(states)
  for (let t = n - 2; t >= 0; t--) {
    const row = t * states
    const next = row + states
    let total = 0
    for (let i = 0; i < states; i++) {
      let sum = 0
      for (let j = 0; j < states; j++) sum += transition[i * states + j] * density[next + j] * after[j]
      now[i] = sum
      total += posterior[row + i] * sum
    }
    for (let i = 0; i < states; i++) {
      const share = posterior[row + i] / total
      for (let j = 0; j < states; j++)
        moves[i * states + j] += share * transition[i * states + j] * density[next + j] * after[j]
      posterior[row + i] *= now[i] / total
    }
    for (let i = 0; i < states; i++) after[i] = now[i] / total
  }
  return { posterior, moves, logLikelihood }
}
