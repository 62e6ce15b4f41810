import type { HedgePaths } from '../../../src/core/hedging/paths'
import type { Rng } from '../../../src/core/rng'
import type { GaussianHmm } from '../../labels/gaussian-hmm'
import { settingB, yearsToExpiry } from './setting'

/**
 * Independent stretches of the market, one option each: `warmup` hours before the option is sold, then its life.
 * Row-major by path, paths × (warmup + steps); `state` is the state in force over the hour whose return stands beside
 * it.
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
  paths: number,
  warmup: number,
  steps: number,
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
