/** Where a hidden chain starts and how it moves; `transition[i][j]` is the chance to go from i to j in one bar. */
export type HiddenChain = {
  readonly initial: readonly number[]
  readonly transition: readonly (readonly number[])[]
}

/**
 * Writes the densities of a bar under each state into `out`, divided by the largest, and returns the log of that
 * largest density, so that an observation far in every tail still separates the states.
 */
export type StateDensities = (bar: number, out: Float64Array) => number

/**
 * Starts a forward pass: each call takes the densities of the next bar (over the largest, whose log is `top`),
 * overwrites `probability` with P(state | bars so far) and returns the log-likelihood increment.
 */
export const startForwardPass = (
  { initial, transition }: HiddenChain,
  probability: Float64Array,
): ((density: Float64Array, top: number) => number) => {
  const states = initial.length
  const moves = Float64Array.from(transition.flat())
  const predicted = Float64Array.from(initial)
  return (density, top) => {
    let total = 0
    for (let k = 0; k < states; k++) total += probability[k] = predicted[k] * density[k]
    if (!(total > 0)) {
      // The state that explains the bar had probability exactly 0: start again from the densities.
      total = 0
      for (let k = 0; k < states; k++) total += probability[k] = density[k]
    }
    for (let k = 0; k < states; k++) probability[k] /= total
    for (let j = 0; j < states; j++) {
      let next = 0
      for (let i = 0; i < states; i++) next += probability[i] * moves[i * states + j]
      predicted[j] = next
    }
    return Math.log(total) + top
  }
}

/** Posteriors of all bars given all of them, and the other statistics that EM needs. */
export type Smoothed = {
  /** Row-major, bars × states. */
  readonly posterior: Float64Array
  /** Expected numbers of moves from i to j, row-major states × states. */
  readonly moves: Float64Array
  /** Log-likelihood, without constants that the densities leave out. */
  readonly logLikelihood: number
}

/** Scaled forward-backward pass over so many bars. Rabiner, Proceedings of the IEEE 77 (1989) 257–286. */
export const smoothChain = (chain: HiddenChain, bars: number, densities: StateDensities): Smoothed => {
  const states = chain.initial.length
  const transition = Float64Array.from(chain.transition.flat())
  const posterior = new Float64Array(bars * states)
  const seen = new Float64Array(bars * states)
  const probability = new Float64Array(states)
  const density = new Float64Array(states)
  const forward = startForwardPass(chain, probability)
  let logLikelihood = 0
  for (let t = 0; t < bars; t++) {
    logLikelihood += forward(density, densities(t, density))
    for (let k = 0; k < states; k++) {
      posterior[t * states + k] = probability[k]
      seen[t * states + k] = density[k]
    }
  }
  const moves = new Float64Array(states * states)
  const after = new Float64Array(states).fill(1)
  const now = new Float64Array(states)
  for (let t = bars - 2; t >= 0; t--) {
    const row = t * states
    const next = row + states
    let total = 0
    for (let i = 0; i < states; i++) {
      let sum = 0
      for (let j = 0; j < states; j++) sum += transition[i * states + j] * seen[next + j] * after[j]
      now[i] = sum
      total += posterior[row + i] * sum
    }
    for (let i = 0; i < states; i++) {
      const share = posterior[row + i] / total
      for (let j = 0; j < states; j++)
        moves[i * states + j] += share * transition[i * states + j] * seen[next + j] * after[j]
      posterior[row + i] *= now[i] / total
    }
    for (let i = 0; i < states; i++) after[i] = now[i] / total
  }
  return { posterior, moves, logLikelihood }
}
