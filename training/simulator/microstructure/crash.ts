import type { MicrostructureWorld } from './parameters'

/** A flash crash under way: when it began (seconds of simulated time) and the log fall at its deepest. */
export type Crash = { readonly onset: number; readonly depth: number }

/** Recovery is over after four of its time constants. */
export const crashSeconds = (world: MicrostructureWorld): number =>
  world.crashFallSeconds + 4 * world.crashRecoverySeconds

/**
 * Log price offset `age` seconds after the onset, per unit of depth: a straight fall to −1, then an exponential
 * recovery.
 */
export const crashOffset = (world: MicrostructureWorld, age: number): number => {
  if (age <= 0) return 0
  if (age < world.crashFallSeconds) return -age / world.crashFallSeconds
  const healing = Math.min(age, crashSeconds(world)) - world.crashFallSeconds
  return -1 + world.crashRecovery * (1 - Math.exp(-healing / world.crashRecoverySeconds))
}

/** Stress `age` seconds after the onset: 0 before, 1 at the deepest, falling with the recovery. */
export const crashStress = (world: MicrostructureWorld, age: number): number => {
  if (age <= 0 || age >= crashSeconds(world)) return 0
  if (age < world.crashFallSeconds) return age / world.crashFallSeconds
  return Math.exp((world.crashFallSeconds - age) / world.crashRecoverySeconds)
}

/** Log fall that remains after a crash of mean depth. */
export const crashLoss = (world: MicrostructureWorld): number =>
  -world.crashDepth * crashOffset(world, crashSeconds(world))

/** Crash starts a second, given that no crash starts while one lasts. */
const startsPerSecond = (world: MicrostructureWorld, state: number): number => {
  const rate = world.crashesPerDay[state] / 86_400
  return rate / (1 + rate * crashSeconds(world))
}

/**
 * Annual variance that crashes add to the mid sampled every minute: their rate times E[depth²] times the profile's mean
 * sum of squared one-minute changes over a uniform phase.
 */
export const crashVariance = (world: MicrostructureWorld, state: number): number => {
  const sampling = 60
  const step = 0.5
  let squares = 0
  for (let age = step / 2 - sampling; age < crashSeconds(world); age += step)
    squares += (crashOffset(world, age + sampling) - crashOffset(world, age)) ** 2
  const meanSquaredDepth = world.crashDepth ** 2 * (1 + 1 / 12)
  return startsPerSecond(world, state) * 365 * 86_400 * meanSquaredDepth * ((squares * step) / sampling)
}
