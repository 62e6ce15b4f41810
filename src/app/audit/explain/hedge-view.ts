import type { Decision } from '../../../core/hedging/decision'
import type { Snapshot } from '../../../core/hedging/snapshot'
import { replication } from '../../../core/mandates/insurance/obpi-hedge'
import type { DecisionInputs, DecisionOutputs } from '../../../core/decision/decide'
import { inDigits, line, timeText, type Section } from './section'

/** A decision as the hedge of a book, with what stands before it; undefined where the mandate is none. */
export type HedgeView = {
  readonly snapshot: Snapshot
  readonly decision: Decision
  readonly before: readonly Section[]
}

type Obpi = Extract<DecisionInputs['mandate'], { kind: 'obpi' }>['snapshot']

/** The insurance plan that the hedge replicates. */
const planSection = ({ plan, expiry, scale }: Obpi): Section => {
  const { strike, units, participation, putCost } = plan
  return {
    title: 'Insurance by a replicated option',
    lines: [
      line('guarantee falls due', timeText(expiry), `the term began at ${inDigits(scale.price)}`),
      strike === undefined
        ? line('strike', 'none', 'all is needed for the guarantee')
        : line('strike', strike, 'guarantee over units'),
      line('units', units, 'of the asset, each with a put: the hedge of as many sold calls'),
      line('participation', participation, 'of the asset’s rise'),
      line('puts', putCost, 'what they would have cost at the start'),
    ],
  }
}

/** The hedge that a decision is, of a book or of a plan. */
export const hedgeView = (
  { mandate }: Pick<DecisionInputs, 'mandate'>,
  { evaluated }: Pick<DecisionOutputs, 'evaluated'>,
): HedgeView | undefined => {
  if (mandate.kind === 'hedge' && evaluated.kind === 'hedge')
    return { snapshot: mandate.snapshot, decision: evaluated.decision, before: [] }
  if (mandate.kind === 'obpi' && evaluated.kind === 'obpi') {
    const { snapshot } = mandate
    return { snapshot: replication(snapshot), decision: evaluated.decision, before: [planSection(snapshot)] }
  }
  return undefined
}
