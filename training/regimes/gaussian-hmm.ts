const { exp, log } = Math

/** K hidden states, each with normal returns; `transition[i][j]` is the chance to go from i to j in one bar. States ordered by `deviation`. */
export type GaussianHmm = {
  readonly initial: readonly number[]
  readonly transition: readonly (readonly number[])[]
  readonly mean: readonly number[]
  readonly deviation: readonly number[]
}

/**
 * Starts the densities of returns under each state, divided by the largest: each call overwrites `out` and gives back the log of that largest
 * density less the constant. A return far in every tail still tells the states apart.
 */
const startDensities = ({ mean, deviation }: GaussianHmm, out: Float64Array): ((logReturn: number) => number) => {
  const logDeviation = deviation.map(log)
  return (logReturn) => {
    let top = -Infinity
    for (let k = 0; k < mean.length; k++) {
      const z = (logReturn - mean[k]) / deviation[k]
      out[k] = -0.5 * z * z - logDeviation[k]
      if (out[k] > top) top = out[k]
    }
    for (let k = 0; k < mean.length; k++) out[k] = exp(out[k] - top)
    return top
  }
}

/**
 * Starts a filter: each call takes the next return and overwrites `probability` with P(state | returns so far) and `density` with the state
 * densities over the largest; gives back the log-likelihood increment less the constant.
 */
export const startForward = (
  model: GaussianHmm,
  probability: Float64Array,
  density = new Float64Array(model.mean.length),
): ((logReturn: number) => number) => {
  const states = model.mean.length
  const densities = startDensities(model, density)
  const predicted = Float64Array.from(model.initial)
  return (logReturn) => {
    const top = densities(logReturn)
    let total = 0
    for (let k = 0; k < states; k++) total += probability[k] = predicted[k] * density[k]
    if (!(total > 0)) {
      // The state that explains the return had probability exactly 0: start again from the densities.
      total = 0
      for (let k = 0; k < states; k++) total += probability[k] = density[k]
    }
    for (let k = 0; k < states; k++) probability[k] /= total
    for (let j = 0; j < states; j++) {
      let next = 0
      for (let i = 0; i < states; i++) next += probability[i] * model.transition[i][j]
      predicted[j] = next
    }
    return log(total) + top
  }
}

/** Posteriors of all bars given all returns, and what EM needs of them. */
export type Smoothed = {
  /** Row-major, bars × states. */
  readonly posterior: Float64Array
  /** Expected numbers of moves from i to j, row-major states × states. */
  readonly moves: Float64Array
  /** Log-likelihood, constants included. */
  readonly logLikelihood: number
}

/** Scaled forward-backward pass. Rabiner, Proceedings of the IEEE 77 (1989) 257–286. */
export const smooth = (model: GaussianHmm, returns: Float64Array): Smoothed => {
  const n = returns.length
  const states = model.mean.length
  const { transition } = model
  const posterior = new Float64Array(n * states)
  const probability = new Float64Array(states)
  const density = new Float64Array(states)
  const seen = new Float64Array(n * states)
  const forward = startForward(model, probability, density)
  let logLikelihood = -0.5 * n * Math.log(2 * Math.PI)
  for (let t = 0; t < n; t++) {
    logLikelihood += forward(returns[t])
    for (let k = 0; k < states; k++) {
      posterior[t * states + k] = probability[k]
      seen[t * states + k] = density[k]
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
      for (let j = 0; j < states; j++) sum += transition[i][j] * seen[next + j] * after[j]
      now[i] = sum
      total += posterior[row + i] * sum
    }
    for (let i = 0; i < states; i++) {
      for (let j = 0; j < states; j++)
        moves[i * states + j] += (posterior[row + i] * transition[i][j] * seen[next + j] * after[j]) / total
      posterior[row + i] *= now[i] / total
    }
    for (let i = 0; i < states; i++) after[i] = now[i] / total
  }
  return { posterior, moves, logLikelihood }
}
