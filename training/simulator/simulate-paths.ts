import type { Rng } from '../../src/core/rng'
import { SECONDS_PER_YEAR } from './path'
import { expectedAverageVariance } from './truth'
import { startPath, type PathWorld } from './world'

/** Paths of one world, path after path; columns are paths × (steps + 1). */
export type SimulatedPaths = {
  readonly paths: number
  readonly steps: number
  readonly stepSeconds: number
  /** 1 at the start of each path. */
  readonly spot: Float64Array
  /** Hidden state in force; 0 in a world without states. */
  readonly state: Uint8Array
  /** Hidden annual variance in force, expected jumps included. */
  readonly variance: Float64Array
}

/** Independent walks of a world, all from spot 1. The same world, stream of chance and size give the same paths. */
export const simulatePaths = (
  world: PathWorld,
  size: { readonly paths: number; readonly steps: number; readonly stepSeconds: number },
  rng: Rng,
): SimulatedPaths => {
  const { paths, steps, stepSeconds } = size
  const width = steps + 1
  const spot = new Float64Array(paths * width)
  const state = new Uint8Array(paths * width)
  const variance = new Float64Array(paths * width)
  const years = stepSeconds / SECONDS_PER_YEAR
  for (let p = 0, at = 0; p < paths; p++) {
    const path = startPath(world, rng)
    let log = 0
    for (let step = 0; step <= steps; step++, at++) {
      if (step > 0) log += path.advance(years)
      spot[at] = Math.exp(log)
      state[at] = path.state()
      variance[at] = path.variance()
    }
  }
  return { ...size, spot, state, variance }
}

/**
 * Annual volatility to expiry at each evaluation, forecast from the true parameters of the world, paths × steps: the
 * root of the expected average variance over what is left, given the hidden state now.
 */
export const trueVolatility = (
  world: PathWorld,
  { paths, steps, stepSeconds, state, variance }: SimulatedPaths,
): Float64Array => {
  const vol = new Float64Array(paths * steps)
  const width = steps + 1
  for (let step = 0; step < steps; step++) {
    const years = ((steps - step) * stepSeconds) / SECONDS_PER_YEAR
    const byState = new Map<number, number>()
    for (let p = 0; p < paths; p++) {
      const at = p * width + step
      const known = world.kind === 'heston' ? undefined : byState.get(state[at])
      const average = known ?? expectedAverageVariance(world, state[at], variance[at], years)
      if (known === undefined) byState.set(state[at], average)
      vol[p * steps + step] = Math.sqrt(average)
    }
  }
  return vol
}
