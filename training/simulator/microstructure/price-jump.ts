import type { Rng } from '../../../src/core/rng'
import type { MicrostructureWorld } from './parameters'

type PriceJumps = { readonly perDay: number; readonly size: number }

const priceJumps = ({ priceJumpsPerDay, priceJumpSizes }: MicrostructureWorld, state: number): PriceJumps => ({
  perDay: priceJumpsPerDay?.[state] ?? 0,
  size: priceJumpSizes?.[state] ?? 0,
})

/** Annual variance that permanent jumps add to the mid. */
export const priceJumpVariance = (world: MicrostructureWorld, state: number): number => {
  const { perDay, size } = priceJumps(world, state)
  return 365 * perDay * size * size
}

/** Expected relative rise of the mid by jumps over some seconds, which its drift takes back. */
export const priceJumpGrowth = (world: MicrostructureWorld, state: number, seconds: number): number => {
  const { perDay, size } = priceJumps(world, state)
  return (perDay / 86_400) * Math.expm1((size * size) / 2) * seconds
}

/**
 * Log size of the jumps of some seconds, at Poisson times and normal: 0 where there is none. Merton, Journal of
 * Financial Economics 3 (1976) 125–144. A world without jumps draws nothing.
 */
export const drawPriceJump = (world: MicrostructureWorld, rng: Rng, state: number, seconds: number): number => {
  const { perDay, size } = priceJumps(world, state)
  if (!(perDay > 0 && size > 0)) return 0
  const count = rng.poisson((perDay * seconds) / 86_400)
  return count === 0 ? 0 : size * Math.sqrt(count) * rng.normal()
}
