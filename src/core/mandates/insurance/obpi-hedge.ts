import type { Decision } from '../../hedging/decision'
import { evaluate } from '../../hedging/evaluate'
import type { Snapshot } from '../../hedging/snapshot'
import type { Timestamp } from '../../market/event'
import type { ObpiPlan } from './obpi'

/** What a replicated plan depends on: the hedging snapshot without its book, and when the guarantee falls due. */
export type ObpiSnapshot = Omit<Snapshot, 'legs'> & { readonly plan: ObpiPlan; readonly expiry: Timestamp }

/** The hedge that replicates the plan: of as many sold calls as it has units. */
export const replication = ({ plan, expiry, ...snapshot }: ObpiSnapshot): Snapshot => {
  const { strike, units } = plan
  const legs =
    strike === undefined || units === 0
      ? []
      : [{ type: 'call' as const, strike: strike === 0 ? 1e-12 * snapshot.spot : strike, expiry, quantity: -units }]
  return { ...snapshot, legs }
}

/**
 * The insured portfolio without a put: its delta is that of `units` calls on top of bonds, so it is the hedge of that
 * many calls sold, by any hedging strategy and band. `target` is in units of the asset. Decides as `evaluate`. Without
 * units it never holds the asset; without a guarantee it holds all its units.
 */
export const evaluateObpi = (snapshot: ObpiSnapshot): Decision => evaluate(replication(snapshot))
