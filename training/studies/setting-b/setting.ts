import type { GaussianHmm } from '../../labels/gaussian-hmm'
import { longRunShares } from '../../labels/hmm'
import { regimesSchema } from '../../simulator/regimes'

const stepsPerDay = 24
const days = 30

/**
 * Setting B: a short 30-day at-the-money call in a market of two volatilities, looked at every hour; S = K = 1, zero
 * rates, zero drift.
 */
export const settingB = {
  stepsPerDay,
  stepSeconds: 3600,
  stepYears: 1 / (365 * stepsPerDay),
  steps: days * stepsPerDay,
  cost: 5e-4,
  riskAversion: 30,
  /** The simulator's default market of regimes is the market of the setting. */
  world: regimesSchema.parse({ kind: 'regimes', periodSeconds: 3600, substeps: 1 }),
} as const

/** Years to expiry at each of the looks. */
export const yearsToExpiry = Float64Array.from(
  { length: settingB.steps },
  (_, step) => (settingB.steps - step) * settingB.stepYears,
)

/** Variances of the two states, annual, the calm one first. */
export const stateVariances: readonly number[] = settingB.world.vols.map((vol) => vol * vol)

const leave = settingB.world.meanDays.map((mean) => 1 / (mean * stepsPerDay))

/**
 * The market by the hour: states switch between hours, returns are normal within a state and worth nothing on average.
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

/** Annual volatility of one who knows the long-run shares of the states and nothing else. */
export const constantVol = Math.sqrt(
  hourlyProcess.initial.reduce((sum, share, state) => sum + share * stateVariances[state], 0),
)
