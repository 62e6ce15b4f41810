import type { VarianceRegimes } from '../../../src/core/reading/regime/variance-regimes'
import type { Rng } from '../../../src/core/rng'
import { longRunShares } from '../../labels/hmm'
import { hardyProcess } from '../hardy'
import { drawState } from '../../statistics/draw-state'

/**
 * A process of daily returns whose states are known: Student returns of `tail` degrees of freedom (Infinity: normal)
 * around `mean`.
 */
export type RegimeProcess = {
  readonly name: string
  readonly initial: readonly number[]
  readonly transition: readonly (readonly number[])[]
  readonly mean: readonly number[]
  readonly deviation: readonly number[]
  readonly tail: number
}

const threeMoves = [
  [0.99, 0.008, 0.002],
  [0.015, 0.97, 0.015],
  [0.005, 0.035, 0.96],
]

const three = {
  initial: longRunShares(threeMoves),
  transition: threeMoves,
  mean: [0, 0, 0],
  deviation: [0.1, 0.2, 0.45].map((annual) => annual / Math.sqrt(252)),
}

/**
 * Hardy's process made daily, and three states of 10, 20 and 45 % volatility that last 100, 33 and 25 days; each with
 * normal and with Student-t(5) returns.
 */
export const regimeProcesses: readonly RegimeProcess[] = [
  { ...hardyProcess, name: '2 states, normal', tail: Infinity },
  { ...hardyProcess, mean: [0, 0], name: '2 states, t(5)', tail: 5 },
  { ...three, name: '3 states, normal', tail: Infinity },
  { ...three, name: '3 states, t(5)', tail: 5 },
]

export type ProcessPath = { readonly truth: Uint8Array; readonly logReturn: Float64Array }

/** One innovation of variance 1. */
const innovation = (tail: number, rng: Rng): number => {
  const normal = rng.normal()
  if (tail === Infinity) return normal
  let square = 0
  for (let i = 0; i < tail; i++) square += rng.normal() ** 2
  return normal * Math.sqrt((tail - 2) / square)
}

/** A path of so many returns with its true states. `tail` is Infinity or a whole number above 2. */
export const simulateProcess = (
  { initial, transition, mean, deviation, tail }: RegimeProcess,
  length: number,
  rng: Rng,
): ProcessPath => {
  const truth = new Uint8Array(length)
  const logReturn = new Float64Array(length)
  let state = drawState(initial, rng)
  for (let t = 0; t < length; t++) {
    if (t > 0) state = drawState(transition[state], rng)
    truth[t] = state
    logReturn[t] = mean[state] + deviation[state] * innovation(tail, rng)
  }
  return { truth, logReturn }
}

/** What Bayes' rule needs to filter squared returns of a process without means. */
export const trueRegimes = ({ initial, transition, deviation, tail }: RegimeProcess): VarianceRegimes => ({
  initial,
  transition,
  scale: deviation.map((sd) => sd * sd * (tail === Infinity ? 1 : (tail - 2) / tail)),
  freedom: [1, tail === Infinity ? 1e9 : tail],
  span: 1,
})
