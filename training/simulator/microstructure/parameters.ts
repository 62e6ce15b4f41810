import { z } from 'zod'

const perState = (low: number, high: number) => z.array(z.number().min(low).max(high)).readonly()
const seconds = (value: number) => z.number().min(1).max(86_400).default(value)

/** Ticks of a market with hidden states; lists hold one number a state, calmest first. */
const fields = z.strictObject({
  kind: z.literal('microstructure'),
  spot: z.number().positive().default(200),
  /** Expected annual growth of the mid. */
  drift: z.number().min(-5).max(5).default(0),
  tick: z.number().positive().default(0.01),
  /** Sizes are multiples of this. */
  lot: z.number().positive().default(0.1),
  /** Annual volatility of the mid outside crashes. */
  vols: z.array(z.number().min(0).max(10)).min(1).max(8).readonly().default([0.35, 0.6, 1.1]),
  meanHours: perState(0.01, 10_000).default([8, 4.5, 4]),
  /** Odds of the next state, row-major; the diagonal does not count. */
  jumps: perState(0, 1e9).default([0, 0.85, 0.15, 0.6, 0, 0.4, 0.2, 0.8, 0]),
  /** Mean trades, self-excited ones included. */
  tradesPerMinute: perState(0.01, 10_000).default([2, 3.5, 7.5]),
  /** Mean quote changes that no trade caused; each trade brings one more. */
  quotesPerMinute: perState(0.01, 10_000).default([3.6, 5.4, 9]),
  /** Spread over mid at usual liquidity, basis points. */
  spreadBps: perState(0, 1000).default([2, 3.5, 7]),
  /** Mean size at the touch. */
  depth: perState(0.000001, 1e9).default([12, 7, 2.5]),
  tradeSize: perState(0.000001, 1e9).default([0.6, 0.8, 1.2]),
  /** Correlation of one trade's sign with the next one's: the one-sidedness, so the toxicity, of flow. */
  signPersistence: perState(0, 0.95).default([0.2, 0.35, 0.6]),
  /** Permanent jumps of the mid, none unless given, and the standard deviation of their log size. */
  priceJumpsPerDay: perState(0, 1000).optional(),
  priceJumpSizes: perState(0, 0.5).optional(),
  crashesPerDay: perState(0, 1000).default([0.03, 0.08, 0.3]),
  /** Trades that a trade excites, on average. */
  branching: z.number().min(0).max(0.95).default(0.5),
  excitationSeconds: seconds(20),
  /** Share of variance caused by trades; the rest is news. */
  impactShare: z.number().min(0).max(0.9).default(0.25),
  /** Relative rise of spread and thinness at twice the usual flow. */
  burstWidening: z.number().min(0).max(10).default(0.3),
  healSeconds: seconds(60),
  /** Size and memory of swings in activity and in liquidity, independent of variance. */
  activityVol: z.number().min(0).max(2).default(0.3),
  liquidityVol: z.number().min(0).max(2).default(0.15),
  swingHours: z.number().min(0.01).max(1000).default(2),
  /** Daily wave of the trading rate, and its peak in hours UTC. Variance has no season. */
  seasonAmplitude: z.number().min(0).max(0.9).default(0.4),
  seasonPeakHour: z.number().min(0).max(24).default(15),
  /** Mean log fall of a flash crash, uniform within half of it either way. */
  crashDepth: z.number().min(0).max(0.5).default(0.04),
  crashFallSeconds: seconds(240),
  /** Share of the fall that is recovered, exponentially. */
  crashRecovery: z.number().min(0).max(1).default(0.6),
  crashRecoverySeconds: seconds(480),
})

export const microstructureSchema = fields.refine(
  (world) =>
    [
      world.meanHours,
      world.tradesPerMinute,
      world.quotesPerMinute,
      world.spreadBps,
      world.depth,
      world.tradeSize,
      world.signPersistence,
      world.crashesPerDay,
      world.priceJumpsPerDay ?? world.vols,
      world.priceJumpSizes ?? world.vols,
    ].every((list) => list.length === world.vols.length),
  'every list needs one number a state, as many as vols',
)

export type MicrostructureWorld = Readonly<z.infer<typeof microstructureSchema>>
