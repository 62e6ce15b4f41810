import type { BookMarket } from '../../src/core/hedging/book-run/book-market'
import type { SimulatedPaths } from './simulate-paths'
import { expectedAverageVariance } from './truth'
import type { PathWorld } from './world'

/**
 * Simulated paths as a market in which options are marked by Black-Scholes at the root of the world's expected average
 * variance over their life, given the hidden state: a flat smile, without a premium for variance risk. `markup`
 * multiplies that volatility, 1 where absent.
 */
export const bookMarket = (world: PathWorld, simulated: SimulatedPaths, markup = 1): BookMarket => {
  const { paths, steps, stepSeconds, spot, state, variance } = simulated
  const width = steps + 1
  const known = new Map<string, number>()
  const impliedVol = (path: number, step: number, years: number): number => {
    const at = path * width + step
    if (world.kind === 'heston') return markup * Math.sqrt(expectedAverageVariance(world, 0, variance[at], years))
    // In the other worlds it depends on the state and the life alone, of which there are few.
    const key = `${state[at]} ${years}`
    const found = known.get(key) ?? markup * Math.sqrt(expectedAverageVariance(world, state[at], variance[at], years))
    known.set(key, found)
    return found
  }
  return { paths, steps, stepSeconds, spot, impliedVol }
}
