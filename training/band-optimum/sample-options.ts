import { exposureColumns } from '../../src/core/hedging/exposure-columns'
import type { Rng } from '../../src/core/rng'
import type { InformationKind } from './information'
import { averageVariances, jumpChances, stateVariances, type SwitchingWorld } from './switching-world'

/**
 * Short calls struck at 1 along simulated paths, with what a hedger knows at every evaluation. Row-major by path; spot
 * and cost paths × (steps + 1), the others paths × steps.
 */
export type SampledOptions = {
  readonly paths: number
  readonly steps: number
  readonly spot: Float64Array
  readonly cost: Float64Array
  /** Probabilities of the states in force over the next step, (path × steps + step) × states + state. */
  readonly posterior: Float64Array
  /** Annual volatility whose square is the expected mean variance to expiry. */
  readonly vol: Float64Array
  /** Delta and gamma at that volatility. */
  readonly delta: Float64Array
  readonly gamma: Float64Array
  /** Variance of the step that follows in the state truly in force, in units of spot squared. */
  readonly risk: Float64Array
  readonly years: Float64Array
}

const draw = (shares: readonly number[], uniform: number): number => {
  let state = 0
  for (let left = uniform - shares[0]; left >= 0 && state < shares.length - 1; left -= shares[state]) state++
  return state
}

/** Bayes' rule for one step's log return, then one move of the states, in place. */
const filterOf = (world: SwitchingWorld) => {
  const { vols, transition, stepYears } = world
  const chances = jumpChances(world)
  const jump = (world.jumps?.sd ?? 0) ** 2
  const states = vols.length
  const density = (x: number, variance: number): number =>
    Math.exp((-0.5 * (x + variance / 2) ** 2) / variance) / Math.sqrt(variance)
  const after = new Float64Array(states)
  return (posterior: Float64Array, logReturn: number): void => {
    let sum = 0
    for (let k = 0; k < states; k++) {
      const variance = vols[k] * vols[k] * stepYears
      let likelihood = (1 - chances[k]) * density(logReturn, variance)
      if (chances[k] > 0) likelihood += chances[k] * density(logReturn, variance + jump)
      sum += after[k] = posterior[k] * likelihood
    }
    for (let j = 0; j < states; j++) {
      posterior[j] = 0
      for (let i = 0; i < states; i++) posterior[j] += (sum > 0 ? after[i] / sum : 1 / states) * transition[i][j]
    }
  }
}

/** Simulates options of a world; the filter starts from the states' chances at the sale. */
export const sampleOptions = (
  world: SwitchingWorld,
  kind: InformationKind,
  paths: number,
  rng: Rng,
): SampledOptions => {
  const { steps, stepYears, vols, transition, initial } = world
  const states = vols.length
  const chances = jumpChances(world)
  const variances = stateVariances(world)
  const averages = averageVariances(world)
  const observe = filterOf(world)
  const size = paths * steps
  const spot = new Float64Array(paths * (steps + 1))
  const cost = new Float64Array(paths * (steps + 1))
  const posterior = new Float64Array(size * states)
  const vol = new Float64Array(size)
  const risk = new Float64Array(size)
  const known = new Float64Array(states)
  for (let path = 0, i = 0, at = 0; path < paths; path++, at++) {
    let state = draw(initial, rng.uniform())
    let level = 0
    known.set(initial)
    for (let step = 0; step < steps; step++, i++, at++) {
      if (kind === 'seen') known.fill(0).fill(1, state, state + 1)
      spot[at] = Math.exp(level)
      cost[at] = world.cost[state]
      posterior.set(known, i * states)
      let variance = 0
      for (let k = 0; k < states; k++) variance += known[k] * averages[step * states + k]
      vol[i] = Math.sqrt(variance)
      risk[i] = variances[state] * stepYears * spot[at] * spot[at]
      const own = vols[state] * vols[state] * stepYears
      const jump = chances[state] > 0 && rng.uniform() < chances[state] ? (world.jumps?.sd ?? 0) ** 2 : 0
      const logReturn = Math.sqrt(own + jump) * rng.normal() - (own + jump) / 2
      level += logReturn
      if (kind === 'filtered') observe(known, logReturn)
      state = draw(transition[state], rng.uniform())
    }
    spot[at] = Math.exp(level)
    cost[at] = world.cost[state]
  }
  const years = Float64Array.from({ length: steps }, (_, step) => (steps - step) * stepYears)
  const exposure = exposureColumns({ paths, steps, spot, years, cost: 0 }, vol)
  return { paths, steps, spot, cost, posterior, vol, risk, years, delta: exposure.delta, gamma: exposure.gamma }
}
