import type { Rng } from '../../../src/core/rng'
import type { MicrostructureWorld } from './parameters'

/** Multipliers with mean 1 (season and activity) or median 1 (liquidity) in force now. */
export type Swings = { readonly activity: number; readonly liquidity: number }

/**
 * Slow changes of activity and liquidity: the hour of the day and two Ornstein-Uhlenbeck swings that say nothing of
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
