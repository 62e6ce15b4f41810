import { z } from 'zod'
import type { Rng } from '../../src/core/rng'
import { barFields } from './bars'
import type { Path } from './path'

/** Geometric Brownian motion: one constant volatility. */
export const gbmSchema = z.strictObject({
  kind: z.literal('gbm'),
  ...barFields,
  /** Annual fraction. */
  vol: z.number().min(0).max(10).default(0.6),
})

export type GbmWorld = Readonly<z.infer<typeof gbmSchema>>

export const gbmPath = (world: GbmWorld, rng: Rng): Path => {
  const variance = world.vol * world.vol
  return {
    advance: (years) => (world.drift - variance / 2) * years + Math.sqrt(variance * years) * rng.normal(),
    state: () => 0,
    variance: () => variance,
  }
}
