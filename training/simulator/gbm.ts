import { z } from 'zod'
import type { RecordedBar, Truth } from '../../src/core/market/event'
import type { Rng } from '../../src/core/rng'
import { barFields, simulateBars } from './bars'
import type { Path } from './path'
import type { SimulatedSpan } from './span'

/** Geometric Brownian motion: one volatility for ever. */
export const gbmSchema = z.strictObject({
  kind: z.literal('gbm'),
  ...barFields,
  /** Annual fraction. */
  vol: z.number().min(0).max(10).default(0.6),
})

export type GbmWorld = Readonly<z.infer<typeof gbmSchema>>

export const simulateGbm = (world: GbmWorld, rng: Rng, span: SimulatedSpan): Generator<RecordedBar | Truth> => {
  const variance = world.vol * world.vol
  const path: Path = {
    advance: (years) => (world.drift - variance / 2) * years + Math.sqrt(variance * years) * rng.normal(),
    state: () => 0,
    variance: () => variance,
  }
  return simulateBars(world, path, rng, span)
}
