import type { HedgeDecision } from '../hedging/decision'
import type { GreekDecision } from '../hedging/greeks/greek-decision'
import type { GreekSnapshot } from '../hedging/greeks/greek-snapshot'
import type { Snapshot } from '../hedging/snapshot'
import type { AllocationDecision, AllocationSnapshot } from './allocation/allocation-decision'
import type { InsuranceDecision, InsuranceSnapshot } from './insurance/cppi-decision'
import type { ObpiSnapshot } from './insurance/obpi'
import type { PoolDecision, PoolSnapshot } from './vault/pool-hedge'

/** A target that bandshift keeps, with everything its decision depends on. */
export type Mandate =
  /** The delta of an option book within its band. */
  | { readonly kind: 'hedge'; readonly snapshot: Snapshot }
  /** Several Greeks of a book, with options. */
  | { readonly kind: 'greeks'; readonly snapshot: GreekSnapshot }
  /** A portfolio above a floor, by a multiple of its cushion. */
  | { readonly kind: 'cppi'; readonly snapshot: InsuranceSnapshot }
  /** A portfolio above a guarantee, by a replicated put. */
  | { readonly kind: 'obpi'; readonly snapshot: ObpiSnapshot }
  /** The weights of several assets. */
  | { readonly kind: 'allocation'; readonly snapshot: AllocationSnapshot }
  /** The books of a vault, hedged as one. */
  | { readonly kind: 'pool'; readonly snapshot: PoolSnapshot }

export type MandateKind = Mandate['kind']

/** The full decision of each mandate's own evaluator. */
export type MandateDecisions = {
  readonly hedge: HedgeDecision
  readonly greeks: GreekDecision
  readonly cppi: InsuranceDecision
  readonly obpi: HedgeDecision
  readonly allocation: AllocationDecision
  readonly pool: PoolDecision
}

/** A quantity to trade, signed, never 0. */
export type MandateOrder = {
  /** 'underlying', the id of a hedge instrument, or the position of an asset in the snapshot's arrays. */
  readonly instrument: string
  readonly quantity: number
}

/** The part of a mandate's decision that execution acts on. */
export type Instruction = {
  readonly kind: 'hold' | 'trade' | 'wait'
  /** Empty unless kind is 'trade'. */
  readonly orders: readonly MandateOrder[]
  readonly reasons: readonly string[]
  /** 0: at the caller's next step. */
  readonly nextEvaluationSeconds: number
}
