import type { HedgePaths } from '../../../src/core/hedging/hedge-paths'
import type { Rng } from '../../../src/core/rng'
import { longRunShares } from '../../labels/hmm'
import type { GaussianHmm } from '../../labels/hmm-fit'
import { regimesSchema } from '../../simulator/regimes'

const stepsPerDay = 24
const days = 30

/**
 * Setting B: a short 30-day at-the-money call in a market of two volatilities, evaluated every hour; S = K = 1, zero
 * rates, zero drift.
 */
export const settingB = {
  stepsPerDay,
  stepSeconds: 3600,
  stepYears: 1 / (365 * stepsPerDay),
  steps: days * stepsPerDay,
  cost: 5e-4,
  riskAversion: 30,
  /** The market of the setting is the simulator's default market of regimes. */
  world: regimesSchema.parse({ kind: 'regimes', periodSeconds: 3600, substeps: 1 }),
} as const

/** Years to expiry at each of the evaluations. */
export const yearsToExpiry = Float64Array.from(
  { length: settingB.steps },
  (_, step) => (settingB.steps - step) * settingB.stepYears,
)

/** Variances of the two states, annual, the calm one first. */
export const stateVariances: readonly number[] = settingB.world.vols.map((vol) => vol * vol)

const leave = settingB.world.meanDays.map((mean) => 1 / (mean * stepsPerDay))

/**
 * The market by the hour: states switch between hours, returns are normal within a state and prices a martingale.
 */
export const hourlyProcess: GaussianHmm = (() => {
  const transition = [
    [1 - leave[0], leave[0]],
    [leave[1], 1 - leave[1]],
  ]
  return {
    initial: longRunShares(transition),
    transition,
    mean: stateVariances.map((variance) => (-variance * settingB.stepYears) / 2),
    deviation: stateVariances.map((variance) => Math.sqrt(variance * settingB.stepYears)),
  }
})()

/** Annual volatility from the long-run shares of the states alone. */
export const constantVol = Math.sqrt(
  hourlyProcess.initial.reduce((sum, share, state) => sum + share * stateVariances[state], 0),
)

/**
 * Independent stretches of the market, one option each: `warmup` hours before the option is sold, then its life.
 * Row-major by path, paths × (warmup + steps); `state` is the state in force over the hour of the return at the
 * same index.
 */
export type Histories = {
  readonly paths: number
  readonly warmup: number
  readonly steps: number
  readonly logReturn: Float64Array
  readonly state: Uint8Array
}

/** Simulates the process; every stretch starts in a state drawn from `process.initial`. */
export const simulateHistories = (
  { initial, transition, mean, deviation }: GaussianHmm,
  { paths, warmup, steps }: Pick<Histories, 'paths' | 'warmup' | 'steps'>,
  rng: Rng,
): Histories => {
  const length = warmup + steps
  const logReturn = new Float64Array(paths * length)
  const state = new Uint8Array(paths * length)
  for (let path = 0, at = 0; path < paths; path++) {
    let now = rng.uniform() < initial[0] ? 0 : 1
    for (let i = 0; i < length; i++, at++) {
      state[at] = now
      logReturn[at] = mean[now] + deviation[now] * rng.normal()
      if (rng.uniform() >= transition[now][now]) now = 1 - now
    }
  }
  return { paths, warmup, steps, logReturn, state }
}

/** The options of the stretches, spot 1 when sold. */
export const optionPaths = ({ paths, warmup, steps, logReturn }: Histories): HedgePaths => {
  const spot = new Float64Array(paths * (steps + 1))
  for (let path = 0; path < paths; path++) {
    const from = path * (warmup + steps) + warmup
    const to = path * (steps + 1)
    let level = 0
    spot[to] = 1
    for (let step = 0; step < steps; step++) {
      level += logReturn[from + step]
      spot[to + step + 1] = Math.exp(level)
    }
  }
  return { paths, steps, spot, years: yearsToExpiry.subarray(yearsToExpiry.length - steps), cost: settingB.cost }
}
