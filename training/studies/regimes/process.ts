import type { Bar } from '../../../src/core/market/bar'
import { DAY } from '../../../src/core/market/event'
import type { VarianceRegimes } from '../../../src/core/reading/regime/variance-regimes'
import type { Rng } from '../../../src/core/rng'
import { profileOf, type Profile } from '../../data/profile'
import type { BarSeries } from '../../data/series'
import { longRunShares } from '../../labels/hmm'
import type { GaussianHmm } from '../../labels/hmm-fit'
import { drawState } from '../../statistics/draws'
import { returnBar } from '../return-bar'

const firstClose = 100

/** Daily bars of returns, each from close to close, with no other measure. */
export const dailyBars = (logReturn: Float64Array): Bar[] => {
  let level = Math.log(firstClose)
  let open = firstClose
  return Array.from(logReturn, (r, day): Bar => {
    level += r
    const close = Math.exp(level)
    const bar = returnBar((day + 1) * DAY, 86_400, open, close)
    open = close
    return bar
  })
}

/** The profile of so many daily bars, whose variance proxy is the squared return. */
export const dailyProfile = (bars: number): Profile => ({
  ...profileOf({ barSeconds: 86_400, barsPerDay: 1, barsPerYear: 252, continuous: false, bars }),
  variance: 'squared-return',
})

const days = 20
const calmToTurbulent = 0.0371
const turbulentToCalm = 0.2101

// Twentieth root of the monthly transition matrix: the deviation from the long-run shares shrinks by the second
// eigenvalue.
const dailyMoves = (): number[][] => {
  const both = calmToTurbulent + turbulentToCalm
  const moved = 1 - (1 - both) ** (1 / days)
  const up = (moved * calmToTurbulent) / both
  const down = (moved * turbulentToCalm) / both
  return [
    [1 - up, up],
    [down, 1 - down],
  ]
}

const transition = dailyMoves()

/**
 * Hardy's two-state model of monthly S&P 500 returns made daily. Hardy, North American Actuarial Journal 5 (2001)
 * 41–53.
 */
export const hardyProcess: GaussianHmm = {
  initial: longRunShares(transition),
  transition,
  mean: [0.0123 / days, -0.0157 / days],
  deviation: [0.0347 / Math.sqrt(days), 0.0778 / Math.sqrt(days)],
}

export type SimulatedRegimes = { readonly series: BarSeries; readonly truth: Uint8Array }

/** A path of a two-state process with its true states; the variance proxy is the squared return floored at 1e-12. */
export const simulateRegimes = (
  { initial, transition, mean, deviation }: GaussianHmm,
  length: number,
  rng: Rng,
): SimulatedRegimes => {
  const truth = new Uint8Array(length)
  const logReturn = new Float64Array(length)
  let state = rng.uniform() < initial[0] ? 0 : 1
  for (let t = 0; t < length; t++) {
    if (t > 0 && rng.uniform() < transition[state][1 - state]) state = 1 - state
    truth[t] = state
    logReturn[t] = mean[state] + deviation[state] * rng.normal()
  }
  let level = 0
  return {
    truth,
    series: {
      length,
      timestamp: Float64Array.from({ length }, (_, t) => (t + 1) * 86_400e6),
      close: logReturn.map((r) => Math.exp((level += r))),
      logReturn,
      variance: logReturn.map((r) => Math.max(1e-12, r * r)),
      barsPerYear: 252,
    },
  }
}

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

/** The variance regimes of a process without means, to filter its squared returns by Bayes' rule. */
export const trueRegimes = ({ initial, transition, deviation, tail }: RegimeProcess): VarianceRegimes => ({
  initial,
  transition,
  scale: deviation.map((sd) => sd * sd * (tail === Infinity ? 1 : (tail - 2) / tail)),
  freedom: [1, tail === Infinity ? 1e9 : tail],
  span: 1,
})
