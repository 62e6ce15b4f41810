import { z } from 'zod'
import type { DecisionRecord } from '../../../ports/ledger'
import type { Refusal } from '../web/schema/decision'

const refused = z.object({
  verdict: z.object({
    refusals: z.array(z.object({ check: z.string(), sentence: z.string() })),
  }),
})

/** Why the gate refused a decision, every reason; none where it did not. */
export const refusalsOf = ({ portfolio, sequence, at, outputs }: DecisionRecord): Refusal => ({
  portfolio,
  sequence,
  at,
  refusals: (refused.safeParse(outputs).data?.verdict.refusals ?? []).map(({ check, sentence }) => ({
    check,
    text: sentence,
  })),
})
