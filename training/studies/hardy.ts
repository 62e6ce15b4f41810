import type { Rng } from '../../src/core/rng'
import { longRunShares } from '../labels/hmm'
import type { GaussianHmm } from '../labels/gaussian-hmm'
import type { BarSeries } from '../data/series'

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
