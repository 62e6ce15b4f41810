import { z } from 'zod'
import type { Rng } from '../../src/core/rng'
import { barFields } from './bars'
import type { Path } from './path'

/**
 * Diffusion with normal jumps in the log price at Poisson times. Merton, Journal of Financial Economics 3 (1976)
 * 125–144.
 */
export const jumpsSchema = z.strictObject({
  kind: z.literal('jumps'),
  ...barFields,
  /** Annual volatility between jumps. */
  vol: z.number().min(0).max(10).default(0.5),
  jumpsPerYear: z.number().min(0).max(100_000).default(100),
  /** Mean log size of a jump. */
  jumpMean: z.number().min(-1).max(1).default(-0.005),
  jumpSd: z.number().min(0).max(1).default(0.03),
})

export type JumpsWorld = Readonly<z.infer<typeof jumpsSchema>>

/** Expected annual quadratic variation: σ² + λ(μ² + s²). */
export const jumpsVariance = ({ vol, jumpsPerYear, jumpMean, jumpSd }: JumpsWorld): number =>
  vol * vol + jumpsPerYear * (jumpMean * jumpMean + jumpSd * jumpSd)

export const jumpsPath = (world: JumpsWorld, rng: Rng): Path => {
  const { vol, jumpsPerYear, jumpMean, jumpSd } = world
  const growth = world.drift - (vol * vol) / 2 - jumpsPerYear * Math.expm1(jumpMean + (jumpSd * jumpSd) / 2)
  const variance = jumpsVariance(world)
  return {
    advance(years) {
      const count = rng.poisson(jumpsPerYear * years)
      const jumped = count === 0 ? 0 : jumpMean * count + jumpSd * Math.sqrt(count) * rng.normal()
      return growth * years + vol * Math.sqrt(years) * rng.normal() + jumped
    },
    state: () => 0,
    variance: () => variance,
  }
}
