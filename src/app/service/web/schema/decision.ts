import { z } from 'zod'
import { list, named, time } from './shape'

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
export type Refusal = z.infer<typeof refusal>
