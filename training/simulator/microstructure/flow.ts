import type { Rng } from '../../../src/core/rng'
import type { MicrostructureWorld } from './parameters'

/** Multipliers with mean 1 (season and activity) or median 1 (liquidity) in force now. */
type Swings = { readonly activity: number; readonly liquidity: number }

/**
 * Slow changes of activity and liquidity: the hour of the day and two Ornstein-Uhlenbeck swings that are independent of
 * variance, so that a busy market is not always a turbulent one. Call `step` every `seconds`; `secondOfDay` is UTC.
 */
export const startSwings = (world: MicrostructureWorld, seconds: number, rng: Rng) => {
  const memory = Math.exp(-seconds / (3600 * world.swingHours))
  const shock = Math.sqrt(1 - memory * memory)
  let activity = rng.normal()
  let liquidity = rng.normal()
  return {
    step(secondOfDay: number): Swings {
      activity = memory * activity + shock * rng.normal()
      liquidity = memory * liquidity + shock * rng.normal()
      const phase = 2 * Math.PI * (secondOfDay / 86_400 - world.seasonPeakHour / 24)
      const season = 1 + world.seasonAmplitude * Math.cos(phase)
      return {
        activity: season * Math.exp(world.activityVol * activity - (world.activityVol * world.activityVol) / 2),
        liquidity: Math.sqrt(season) * Math.exp(world.liquidityVol * liquidity),
      }
    },
  }
}

/** Spread of the log of trade sizes. */
const sizeSd = 0.9
/** E√(X / EX) of a log-normal X. */
const meanRootSize = Math.exp((-sizeSd * sizeSd) / 8)
/** Share of buyers at the bottom of a crash. */
const buyersInCrash = 0.15

/** A trade's sign (+1 a buyer crossed), its size, and the surprise that moves the mid, in units of the impact. */
export type FlowStep = {
  readonly sign: 1 | -1
  readonly size: number
  readonly surprise: number
  readonly root: number
}

/**
 * Persistent trade signs and their impact. The persistence is already priced in, so only the surprise q√(x/x̄) −
 * E[q√(x/x̄)] moves the mid, permanently, and the mid stays a martingale. After Madhavan, Richardson & Roomans, Review
 * of Financial Studies 10 (1997) 1035–1064, with square-root sizes.
 */
export const startFlow = (world: MicrostructureWorld, rng: Rng) => {
  let sign: 1 | -1 = rng.uniform() < 0.5 ? 1 : -1
  const expectedSign = (state: number, stress: number): number =>
    world.signPersistence[state] * sign * (1 - stress) + (2 * buyersInCrash - 1) * stress
  return {
    /** Expected sign of the next trade. */
    pressure: expectedSign,
    /** Variance of the next surprise. */
    surpriseVariance: (state: number, stress: number): number => 1 - (expectedSign(state, stress) * meanRootSize) ** 2,
    step(state: number, stress: number): FlowStep {
      const expected = expectedSign(state, stress)
      sign = rng.uniform() < (1 + expected) / 2 ? 1 : -1
      const relative = Math.exp(sizeSd * rng.normal() - (sizeSd * sizeSd) / 2)
      const root = Math.sqrt(relative)
      return {
        sign,
        size: relative * world.tradeSize[state],
        surprise: sign * root - expected * meanRootSize,
        root: root / meanRootSize,
      }
    },
  }
}
