import { z } from 'zod'
import { adaptivePolicySchema } from '../../../../../models/store/policy-card'
import type { Strategy } from '../../../../core/hedging/strategy'
import { kindsAre, positive, section } from '../fields'

const kinds = [
  'adaptive',
  'no-hedge',
  'every-step',
  'fixed-interval',
  'fixed-band',
  'delta-threshold',
  'range-and-move',
  'drift-or-timer',
  'whalley-wilmott',
  'zakamouline',
  'leland',
]

const strategy = z.discriminatedUnion(
  'kind',
  [
    /** Without a policy: the champion of the instrument's models. */
    section({
      kind: z.literal('adaptive'),
      policy: section(adaptivePolicySchema.shape)
        .refine(({ floor, ceiling }) => floor <= ceiling, { path: ['floor'], error: 'is at most the ceiling' })
        .refine(({ minInterval, maxInterval }) => minInterval <= maxInterval, {
          path: ['minInterval'],
          error: 'is at most maxInterval',
        })
        .optional(),
    }),
    section({ kind: z.literal('no-hedge') }),
    section({ kind: z.literal('every-step') }),
    section({ kind: z.literal('fixed-interval'), seconds: positive }),
    section({ kind: z.literal('fixed-band'), halfWidth: positive }),
    section({ kind: z.literal('delta-threshold'), threshold: positive, seconds: positive.default(5) }),
    section({ kind: z.literal('range-and-move'), halfWidth: positive, leastMove: positive }),
    section({
      kind: z.literal('drift-or-timer'),
      drift: positive.default(0.05),
      seconds: positive.default(48 * 3600),
    }),
    section({
      kind: z.literal('whalley-wilmott'),
      riskAversion: positive,
      multiplier: positive.default(1),
      seconds: positive.optional(),
    }),
    section({ kind: z.literal('zakamouline'), riskAversion: positive }),
    section({ kind: z.literal('leland'), seconds: positive }),
  ],
  kindsAre(kinds),
)

/**
 * A strategy by its kind alone where it has no parameters, else as an object. Solved and learned bands are no text and
 * cannot stand in a file.
 */
export const strategySection = z
  .preprocess((written) => (typeof written === 'string' ? { kind: written } : written), strategy)
  .transform((given): 'adaptive' | Strategy => {
    if (given.kind !== 'adaptive') return given
    return given.policy === undefined ? 'adaptive' : { kind: 'adaptive', policy: given.policy }
  })
