import { startForward, type GaussianHmm } from '../../labels/hmm-fit'
import { expectedAverageVariance } from '../../simulator/truth'
import { constantVol, settingB, stateVariances, yearsToExpiry, type Histories } from './setting'

/**
 * A chain of states counted from labels: annual variance in each state, and the chance to go from i to j in an hour.
 */
export type LabelledChain = {
  readonly variances: readonly number[]
  readonly transition: readonly (readonly number[])[]
}

/**
 * Counts a chain. A state without an hour has the mean variance of all; a thousandth of a move keeps every state
 * reachable.
 */
export const chainFromLabels = (labels: Uint8Array, logReturn: Float64Array, states: number): LabelledChain => {
  const hours = new Float64Array(states)
  const squares = new Float64Array(states)
  const moves = Array.from({ length: states }, () => new Float64Array(states).fill(1e-3))
  labels.forEach((state, i) => {
    hours[state]++
    squares[state] += logReturn[i] * logReturn[i]
    if (i > 0) moves[labels[i - 1]][state]++
  })
  const all = squares.reduce((a, b) => a + b, 0) / labels.length
  return {
    variances: Array.from(hours, (n, k) => (n > 0 ? squares[k] / n : all) / settingB.stepYears),
    transition: moves.map((row) => {
      const total = row.reduce((a, b) => a + b, 0)
      return Array.from(row, (count) => count / total)
    }),
  }
}

/** Mean stay in each state, days. */
export const meanStays = ({ transition }: LabelledChain): number[] =>
  transition.map((row, i) => 1 / (1 - row[i]) / settingB.stepsPerDay)

/** Expected mean annual variance to expiry at each evaluation (rows) by state in force (columns), steps × states. */
type AverageVariances = Float64Array

/** By the continuous-time chain of the world: m + (v − m)(1 − e^{−λT})/(λT), λ the sum of both exit rates. */
export const trueAverageVariances = (): AverageVariances => {
  const { world } = settingB
  const states = world.vols.length
  const out = new Float64Array(yearsToExpiry.length * states)
  yearsToExpiry.forEach((years, step) => {
    for (let state = 0; state < states; state++)
      out[step * states + state] = expectedAverageVariance(world, state, world.vols[state] ** 2, years)
  })
  return out
}

/**
 * Annual volatility from probabilities of the states in force at every evaluation, [(path × steps + step) × states +
 * k], and the mean variance to expiry in each state.
 */
export const posteriorVolatility = (
  posterior: Float64Array,
  averages: AverageVariances,
  steps: number,
): Float64Array => {
  const states = averages.length / steps
  const vol = new Float64Array(posterior.length / states)
  for (let i = 0; i < vol.length; i++) {
    const row = (i % steps) * states
    let variance = 0
    for (let k = 0; k < states; k++) variance += posterior[i * states + k] * averages[row + k]
    vol[i] = Math.sqrt(variance)
  }
  return vol
}

/**
 * Calls `visit` for every evaluation of every option with its index (path × steps + step), after the function that
 * `start` returned was called with each return before it.
 */
const walk = (
  { paths, warmup, steps, logReturn }: Histories,
  start: (path: number) => (logReturn: number) => void,
  visit: (index: number) => void,
): void => {
  const length = warmup + steps
  for (let path = 0; path < paths; path++) {
    const observe = start(path)
    for (let i = 0; i < length; i++) {
      if (i >= warmup) visit(path * steps + i - warmup)
      observe(logReturn[path * length + i])
    }
  }
}

/**
 * Probabilities of the state in force over the next hour at every evaluation, from the returns before it, by the
 * forward filter of a hidden Markov model: [(path × steps + step) × states + k]. With the true process it is Bayes'
 * rule, the best that can be inferred from prices alone.
 */
export const filteredStates = (histories: Histories, process: GaussianHmm): Float64Array => {
  const states = process.mean.length
  const out = new Float64Array(histories.paths * histories.steps * states)
  const filtered = new Float64Array(states)
  const predicted = new Float64Array(states)
  walk(
    histories,
    () => {
      const forward = startForward(process, filtered)
      predicted.set(process.initial)
      return (logReturn) => {
        forward(logReturn)
        for (let j = 0; j < states; j++) {
          predicted[j] = 0
          for (let i = 0; i < states; i++) predicted[j] += filtered[i] * process.transition[i][j]
        }
      }
    },
    (index) => out.set(predicted, index * states),
  )
  return out
}

/**
 * Annual volatility by an exponential mean of squared hourly returns. `knowsHistory`: it includes the hours before the
 * sale; else it starts from the long-run variance at the sale.
 */
export const ewmaVolatility = (histories: Histories, halfLifeHours: number, knowsHistory: boolean): Float64Array => {
  const out = new Float64Array(histories.paths * histories.steps)
  const decay = 0.5 ** (1 / halfLifeHours)
  let level = 0
  let seen = 0
  walk(
    histories,
    () => {
      level = constantVol * constantVol
      seen = 0
      return (logReturn) => {
        if (knowsHistory || seen++ >= histories.warmup)
          level = decay * level + ((1 - decay) * logReturn * logReturn) / settingB.stepYears
      }
    },
    (index) => {
      out[index] = Math.sqrt(level)
    },
  )
  return out
}

/** Annual volatility of the state in force at every evaluation. */
export const spotVolatility = ({ paths, warmup, steps, state }: Histories): Float64Array => {
  const vols = stateVariances.map(Math.sqrt)
  return Float64Array.from({ length: paths * steps }, (_, index) => {
    const path = Math.floor(index / steps)
    return vols[state[path * (warmup + steps) + warmup + (index % steps)]]
  })
}
