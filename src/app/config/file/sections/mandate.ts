import { z } from 'zod'
import type { MandateSettings } from '../../../../core/decision/settings'
import { instantField, instrumentField, kindsAre, notNegative, positive, section, share } from '../fields'
import { strategySection } from './strategy'

const optionType = z.enum(['call', 'put'])

const quantity = z
  .int({ error: 'is a whole number of contracts: a part of one is said by the multiplier' })
  .refine((value) => value !== 0, { error: 'is not 0: negative where short' })

const multiplier = positive.default(1)

/** European is what is absent: a book of older versions stays the same. */
const exercise = z
  .enum(['european', 'american'])
  .transform((written) => (written === 'american' ? written : undefined))
  .optional()

const settlement = z
  .string()
  .refine((written) => written === 'linear', {
    error:
      "is linear: the ledger counts cash in the quote currency alone, and an inverse option's premium, its payoff and the margin of its hedge are coin",
  })
  .transform((): undefined => undefined)
  .optional()

const openingOption = section({
  type: optionType,
  strike: positive,
  expiry: instantField,
  exercise,
  settlement,
  quantity,
  multiplier,
  premium: notNegative,
})

const programme = section({
  type: optionType,
  /** Strike over spot. */
  moneyness: positive.max(10).default(1),
  days: positive.max(3_650),
  exercise,
  quantity,
  multiplier,
  whenPaid: section({
    confidence: z.number().min(0).lt(1).default(0.5),
    margin: notNegative.max(1).default(0.02),
  }).optional(),
})

const cppiPolicy = section({
  maxMultiplier: z.number().min(1).max(1e6),
  confidence: z.number().gt(0).lt(1),
  gapInterval: positive,
  minInterval: notNegative,
  maxExposureShare: notNegative.max(1e6),
  tolerance: notNegative,
  toleranceMultipliers: z.array(notNegative).min(1),
  toleranceFloor: notNegative,
  toleranceCeiling: z.number().min(0).lt(1),
  insideShare: share,
  diffusionShare: notNegative,
  ratchetShare: z.number().min(0).lt(1).optional(),
})
  .refine(({ minInterval, gapInterval }) => minInterval <= gapInterval, {
    path: ['minInterval'],
    error: 'is at most gapInterval',
  })
  .refine(({ toleranceFloor, toleranceCeiling }) => toleranceFloor <= toleranceCeiling, {
    path: ['toleranceFloor'],
    error: 'is at most toleranceCeiling',
  })
  .transform((policy) => ({ ratchetShare: undefined, ...policy }))

const driftBand = z.discriminatedUnion(
  'kind',
  [
    section({ kind: z.literal('calendar'), seconds: positive }),
    section({ kind: z.literal('absolute'), halfWidth: notNegative }),
    section({ kind: z.literal('relative'), share: notNegative }),
    section({ kind: z.literal('volatility'), deviations: notNegative, years: positive }),
    section({ kind: z.literal('cost-optimal'), riskAversion: positive }),
  ],
  kindsAre(['calendar', 'absolute', 'relative', 'volatility', 'cost-optimal']),
)

const allocationPolicy = section({
  band: driftBand,
  multipliers: z.array(notNegative).min(1),
  floor: notNegative,
  ceiling: notNegative,
  cashHalfWidth: notNegative,
  insideShare: share,
  minTrade: notNegative,
  shorting: z.boolean(),
  diffusionShare: notNegative,
  minInterval: notNegative,
  maxInterval: positive,
})
  .refine(({ floor, ceiling }) => floor <= ceiling, { path: ['floor'], error: 'is at most the ceiling' })
  .refine(({ minInterval, maxInterval }) => minInterval <= maxInterval, {
    path: ['minInterval'],
    error: 'is at most maxInterval',
  })

/** What a portfolio is to keep. */
export const mandateSection: z.ZodType<MandateSettings> = z.discriminatedUnion(
  'kind',
  [
    section({
      kind: z.literal('hedge'),
      strategy: strategySection,
      options: z.array(openingOption).max(10_000).default([]),
      programme: programme.optional(),
      /** Contracts sold and the price when the strategy was set: see `Snapshot.scale`. */
      scale: section({ contracts: positive, price: positive }),
    }),
    section({
      kind: z.literal('cppi'),
      policy: cppiPolicy,
      floor: notNegative,
      drift: z.number().min(-10).max(10).default(0),
    }),
    section({
      kind: z.literal('obpi'),
      strategy: strategySection,
      /** Share of a term's first wealth. */
      guarantee: notNegative.max(10),
      days: positive.max(3_650),
    }),
    section({
      kind: z.literal('allocation'),
      policy: allocationPolicy,
      instruments: z.array(instrumentField).min(1).max(100),
      targets: z.array(z.number().min(-1).max(1)).min(1).max(100),
    }),
  ],
  kindsAre(['hedge', 'cppi', 'obpi', 'allocation']),
)
