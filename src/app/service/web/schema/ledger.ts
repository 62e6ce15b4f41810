import { z } from 'zod'
import { finite, list, minor, named, time } from './shape'

const summary = {
  portfolio: z.string(),
  sequence: z.int(),
  at: time,
  trigger: z.enum(['start', 'scheduled', 'price', 'operator', 'watchdog']),
  kind: z.enum(['hold', 'trade', 'wait', 'refused']),
  reasons: list(z.string()),
  dueAt: time,
}

/** A decision without what it was made from. */
export const decision = named('Decision', z.object(summary))

/** A decision with what it was made from and the arithmetic as text. */
export const decisionDetail = named(
  'DecisionDetail',
  z.object({
    ...summary,
    inputs: z.unknown(),
    outputs: z.unknown(),
    explanation: z.string().describe('The arithmetic, recomputed from the inputs'),
  }),
)

/** A decision that the risk gate refused, with every reason. */
export const refusal = named(
  'Refusal',
  z.object({
    portfolio: z.string(),
    sequence: z.int(),
    at: time,
    refusals: list(z.object({ check: z.string(), text: z.string() })),
  }),
)

export type DecisionItem = z.infer<typeof decision>

export type DecisionDetail = z.infer<typeof decisionDetail>

export type RefusedDecision = z.infer<typeof refusal>

const side = z.enum(['buy', 'sell'])

/** An order as the ledger keeps it. */
export const intent = named(
  'Intent',
  z.object({
    portfolio: z.string(),
    sequence: z.int(),
    leg: z.int(),
    label: z.string(),
    venue: z.string(),
    order: z.object({
      instrument: z.string(),
      side,
      lots: z.int(),
      lot: finite.describe('Units of the underlying in a lot'),
      price: finite.describe('At the decision'),
      limitPrice: finite,
      reduces: z.boolean(),
    }),
    state: z.enum(['pending', 'sent', 'working', 'filled', 'cancelled', 'rejected', 'expired', 'lost']),
    createdAt: time,
    sentAt: time.optional(),
    filledLots: z.int(),
    reason: z.string().optional(),
  }),
)

/** A fill as the ledger posted it. */
export const fill = named(
  'Fill',
  z.object({
    portfolio: z.string(),
    source: z.string(),
    at: time,
    instrument: z.string(),
    lots: z.int().describe('Signed: negative where sold'),
    lot: finite,
    price: finite,
    reference: finite.describe('Mid at the decision'),
    cash: minor,
    fee: minor,
  }),
)

/** Any entry of the ledger; what it has beside these depends on its kind. */
export const entry = named(
  'Entry',
  z.looseObject({ kind: z.string(), source: z.string(), at: time, cash: minor.optional() }),
)

export type IntentItem = z.infer<typeof intent>

export type FillItem = z.infer<typeof fill>
