import { z } from 'zod'
import type { Rng } from '../../src/core/rng'
import { barFields } from './bars'
import type { Path } from './path'

/**
 * Square-root stochastic variance, dv = κ(θ − v)dt + ξ√v dW, correlated with the price. Heston, Review of Financial
 * Studies 6 (1993) 327–343.
 */
export const hestonSchema = z.strictObject({
  kind: z.literal('heston'),
  ...barFields,
  /** Speed of mean reversion κ, per year. */
  kappa: z.number().positive().max(10_000).default(20),
  /** Long-run annual variance θ. */
  theta: z.number().positive().max(25).default(0.36),
  /** Volatility of variance ξ. */
  xi: z.number().min(0).max(100).default(2.5),
  /** Correlation of the price's and the variance's shocks. */
  rho: z.number().min(-1).max(1).default(-0.5),
  /** Annual variance at the start; absent, θ. */
  startVariance: z.number().min(0).max(25).optional(),
})

export type HestonWorld = Readonly<z.infer<typeof hestonSchema>>

/** Full-truncation Euler steps: Lord, Koekkoek & van Dijk, Quantitative Finance 10 (2010) 177–194. */
export const hestonPath = (world: HestonWorld, rng: Rng): Path => {
  const { kappa, theta, xi, rho, drift } = world
  const own = Math.sqrt(1 - rho * rho)
  let level = world.startVariance ?? theta
  return {
    advance(years) {
      const variance = Math.max(level, 0)
      const scale = Math.sqrt(variance * years)
      const shock = rng.normal()
      level += kappa * (theta - variance) * years + xi * scale * shock
      return (drift - variance / 2) * years + scale * (rho * shock + own * rng.normal())
    },
    state: () => 0,
    variance: () => Math.max(level, 0),
  }
}
