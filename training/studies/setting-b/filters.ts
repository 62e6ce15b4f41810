import { startForward, type GaussianHmm } from '../../labels/gaussian-hmm'
import type { Histories } from './histories'
import { constantVol, settingB, stateVariances } from './setting'

/**
 * Calls `visit` for every look of every option with its index (path × steps + step), after `before` saw each return up
 * to it.
 */
const walk = (
  { paths, warmup, steps, logReturn }: Histories,
  start: (path: number) => (logReturn: number) => void,
  visit: (index: number) => void,
): void => {
  const length = warmup + steps
  for (let path = 0; path < paths; path++) {
    const see = start(path)
    for (let i = 0; i < length; i++) {
      if (i >= warmup) visit(path * steps + i - warmup)
      see(logReturn[path * length + i])
    }
  }
}

/**
 * Probabilities of the state in force over the next hour at every look, from the returns before it, by the forward
 * filter of a hidden Markov model: [(path × steps + step) × states + k]. With the true process it is Bayes' rule, the
 * most that anybody can know who sees prices alone.
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
 * Annual volatility by an exponential mean of squared hourly returns. `knowsHistory`: it has seen the hours before the
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

/** Annual volatility of the state in force at every look. */
export const spotVolatility = ({ paths, warmup, steps, state }: Histories): Float64Array => {
  const vols = stateVariances.map(Math.sqrt)
  return Float64Array.from({ length: paths * steps }, (_, index) => {
    const path = Math.floor(index / steps)
    return vols[state[path * (warmup + steps) + warmup + (index % steps)]]
  })
}
