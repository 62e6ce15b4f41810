import { z } from 'zod'
import { finite, minor, named, time } from './shape'

export const side = z.enum(['buy', 'sell'])

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
