import { z } from 'zod'
import type { Strategy } from '../../src/core/hedging/strategy'
import { bandNetworkSchema } from './band-schema'

const id = z.string().regex(/^[0-9a-f]{16}$/)

const share = z.number().min(0).max(1)

const positive = z.number().positive()

export const adaptivePolicySchema = z.strictObject({
  band: z.enum(['whalley-wilmott', 'zakamouline']),
  riskAversion: positive,
  multiplier: z.number().min(0),
  floor: z.number().min(0),
  ceiling: positive,
  network: bandNetworkSchema.optional(),
  insideShare: share,
  regimeVols: z.array(z.number().min(0)).readonly().optional(),
  diffusionShare: z.number().min(0),
  minInterval: z.number().min(0),
  maxInterval: positive,
  priceTrigger: positive.optional(),
  edgeTrigger: positive.optional(),
  gammaReach: positive.optional(),
  waitVariance: positive.optional(),
  toxicityThreshold: share,
  toxicityDelay: z.number().min(0),
  toxicityMaxWait: z.number().min(0).optional(),
  riskLimit: z.number().min(0),
})

const fixedStrategy: z.ZodType<Strategy> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('no-hedge') }),
  z.strictObject({ kind: z.literal('every-step') }),
  z.strictObject({ kind: z.literal('fixed-interval'), seconds: positive }),
  z.strictObject({ kind: z.literal('fixed-band'), halfWidth: positive }),
  z.strictObject({ kind: z.literal('delta-threshold'), threshold: positive, seconds: positive }),
  z.strictObject({ kind: z.literal('range-and-move'), halfWidth: positive, leastMove: positive }),
  z.strictObject({ kind: z.literal('drift-or-timer'), drift: positive, seconds: positive }),
  z.strictObject({ kind: z.literal('whalley-wilmott'), riskAversion: positive, multiplier: positive }),
  z.strictObject({ kind: z.literal('zakamouline'), riskAversion: positive }),
  z.strictObject({ kind: z.literal('leland'), seconds: positive }),
])

/** Counts changes of the card that earlier versions cannot read, nor this one theirs; cards before had no number. */
export const POLICY_SCHEMA = 2

/**
 * What training tuned: the adaptive policy with the models it was tuned for, and the fixed strategies it is to be
 * judged against.
 */
export const policyCardSchema = z.strictObject({
  kind: z.literal('hedging-policy'),
  schema: z.literal(POLICY_SCHEMA),
  /** The `contentId` of the card. */
  id,
  forecaster: id,
  classifier: id,
  /** The spot-vol slope of the chain that was recorded beside the bars; absent where none was. */
  centre: id.optional(),
  dataSha256: z.string().regex(/^[0-9a-f]{64}$/),
  seed: z.int(),
  /** Objective of the tuning: certainty equivalent at this risk aversion, per unit of spot. */
  riskAversion: positive,
  /** Proportional one-way cost beside the half spread, or in place of it where the recording has no quotes. */
  fee: z.number().min(0),
  barSeconds: positive,
  optionBars: z.int().positive(),
  /** Mean per-bar variance of the training part: the constant of the hedge that does not adapt. */
  meanVariance: positive,
  /** Margin of the regime caller. */
  margin: z.number().min(0).max(1),
  adaptive: adaptivePolicySchema,
  /**
   * The learned band beside the formula on unseen bars: mean certainty equivalents per unit of spot, the share saved
   * with its 95 % interval, and why it was deployed or not.
   */
  bandEvidence: z
    .strictObject({
      formula: z.number(),
      network: z.number().optional(),
      gain: z.number().optional(),
      ci: z.tuple([z.number(), z.number()]).readonly().optional(),
      deployed: z.boolean(),
      pooled: z.array(z.string()).readonly().optional(),
      reason: z.string(),
    })
    .optional(),
  fixed: z.array(z.strictObject({ strategy: z.string(), setting: z.string(), parameters: fixedStrategy })),
})

export type PolicyCard = z.infer<typeof policyCardSchema>
