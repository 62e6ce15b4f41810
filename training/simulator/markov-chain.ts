import { Fault } from '../../src/core/error'
import type { Rng } from '../../src/core/rng'

/** A continuous-time Markov chain: `generator` is row-major, size × size, rates per unit of time; rows sum to 0. */
export type MarkovChain = { readonly size: number; readonly generator: Float64Array }

/**
 * The chain with the given mean stay in each state. `jumps` holds, row-major, the odds of the next state (diagonal
 * ignored, rows scaled to 1); absent, every other state is equally likely. One state makes a chain that never moves.
 * Throws bad-input where a state has no exit.
 */
export const markovChain = (meanStay: readonly number[], jumps?: readonly number[]): MarkovChain => {
  const size = meanStay.length
  if (jumps && jumps.length !== size * size)
    throw new Fault('bad-input', `jumps needs ${size * size} numbers, one row a state, and has ${jumps.length}`)
  const generator = new Float64Array(size * size)
  if (size === 1) return { size, generator }
  for (let i = 0; i < size; i++) {
    let odds = 0
    for (let j = 0; j < size; j++) if (j !== i) odds += jumps ? jumps[i * size + j] : 1
    if (!(odds > 0)) throw new Fault('bad-input', `state ${i} has no exit: its row of jumps is empty`)
    const exit = 1 / meanStay[i]
    for (let j = 0; j < size; j++)
      generator[i * size + j] = i === j ? -exit : (exit * (jumps ? jumps[i * size + j] : 1)) / odds
  }
  return { size, generator }
}

/**
 * Long-run share of time in each state; sums to 1. Elimination without subtraction: Grassmann, Taksar & Heyman,
 * Operations Research 33 (1985) 1107–1116. Throws bad-input where some states cannot be reached from the others.
 * @internal
 */
export const stationaryShares = ({ size, generator }: MarkovChain): Float64Array => {
  const rates = generator.slice()
  for (let last = size - 1; last > 0; last--) {
    let exit = 0
    for (let j = 0; j < last; j++) exit += rates[last * size + j]
    if (!(exit > 0)) throw new Fault('bad-input', `states 0 to ${last - 1} cannot be reached from state ${last}`)
    for (let i = 0; i < last; i++) rates[i * size + last] /= exit
    for (let i = 0; i < last; i++)
      for (let j = 0; j < last; j++) rates[i * size + j] += rates[i * size + last] * rates[last * size + j]
  }
  const shares = new Float64Array(size)
  shares[0] = 1
  let total = 1
  for (let state = 1; state < size; state++) {
    for (let i = 0; i < state; i++) shares[state] += shares[i] * rates[i * size + state]
    total += shares[state]
  }
  return shares.map((share) => share / total)
}

const pick = (weight: (state: number) => number, size: number, target: number): number => {
  let chosen = 0
  let sum = 0
  for (let state = 0; state < size; state++) {
    const w = weight(state)
    if (w <= 0) continue
    chosen = state
    sum += w
    if (target < sum) break
  }
  return chosen
}

/** A state drawn from the long-run shares. */
export const drawStationary = (chain: MarkovChain, rng: Rng): number => {
  const shares = stationaryShares(chain)
  return pick((state) => shares[state], chain.size, rng.uniform())
}

/** Time until the chain leaves `state`; Infinity in a chain of one state. */
export const drawStay = ({ size, generator }: MarkovChain, state: number, rng: Rng): number =>
  size === 1 ? Infinity : rng.exponential() / -generator[state * size + state]

/** The state that follows `state`. */
export const drawNext = ({ size, generator }: MarkovChain, state: number, rng: Rng): number =>
  pick(
    (next) => (next === state ? 0 : generator[state * size + next]),
    size,
    rng.uniform() * -generator[state * size + state],
  )

/**
 * Expected mean variance to expiry of a chain that moves between steps: `variances` by state, `transition` the chance
 * to go from state i to j in a step; the state given is in force over the first one. Means over steps … 1 steps, the
 * longest first, like the evaluations of an option (rows) by state (columns).
 */
export const chainAverageVariances = (
  variances: readonly number[],
  transition: readonly (readonly number[])[],
  steps: number,
): Float64Array => {
  const states = variances.length
  const out = new Float64Array(steps * states)
  let total = variances.slice()
  for (let left = 1; left <= steps; left++) {
    out.set(
      total.map((sum) => sum / left),
      (steps - left) * states,
    )
    const after = total
    total = variances.map((variance, i) => variance + transition[i].reduce((sum, p, j) => sum + p * after[j], 0))
  }
  return out
}
