import type { Quote, Timestamp } from '../../../src/core/market/event'
import type { Rng } from '../../../src/core/rng'
import type { MicrostructureWorld } from './parameters'

/**
 * The conditions of a quote: the mid, the state, liquidity (1 usual), flow beyond the usual (0 none), crash stress 0–1,
 * expected next sign −1–1.
 */
export type QuoteConditions = {
  readonly mid: number
  readonly state: number
  readonly liquidity: number
  readonly burst: number
  readonly stress: number
  readonly pressure: number
}

/** At the bottom of a crash the spread is 1 plus this many times as wide, and the depth as many times thinner. */
const crashWidening = 6
const spreadNoise = 0.2
const depthNoise = 0.5
/** Log weight of expected flow in the sizes at the touch. */
const tilt = 0.3

/**
 * A quote around the mid on the grid of ticks and lots: at least a tick wide, bid at least a tick, sizes at least a
 * lot.
 */
export const drawQuote = (world: MicrostructureWorld, rng: Rng, at: Timestamp, conditions: QuoteConditions): Quote => {
  const { mid, state, liquidity, burst, stress, pressure } = conditions
  const thinness = ((1 + world.burstWidening * burst) * (1 + crashWidening * stress)) / liquidity
  const spread = world.spreadBps[state] * 1e-4 * mid * thinness * Math.exp(spreadNoise * rng.normal())
  const ticks = Math.max(1, Math.round(spread / world.tick))
  const bid = Math.max(1, Math.round(mid / world.tick - ticks / 2))
  const price = (count: number) => Math.round(count * world.tick * 1e8) / 1e8
  const size = (lean: number) => {
    const drawn = (world.depth[state] / thinness) * Math.exp(depthNoise * rng.normal() + lean)
    return Math.round(Math.max(1, Math.round(drawn / world.lot)) * world.lot * 1e8) / 1e8
  }
  return {
    kind: 'quote',
    timestamp: at,
    localTimestamp: at,
    bid: price(bid),
    bidSize: size(tilt * pressure),
    ask: price(bid + ticks),
    askSize: size(-tilt * pressure),
  }
}
