import type { Timestamp } from '../../market/event'
import type { CppiPolicy } from './cppi-policy'
import type { GapRisk } from './gap-risk'
import type { Jumps } from './gross-return'

/** What the next snapshot must carry: the floor as of `evaluatedAt`, and whether the cushion is gone. */
export type InsuranceState = {
  readonly evaluatedAt: Timestamp
  readonly dueAt: Timestamp
  /** In the currency of the price. */
  readonly floor: number
  /** True once the cushion was used up: the portfolio stays in cash for good. */
  readonly locked: boolean
}

/** Everything an insurance decision depends on. */
export type InsuranceSnapshot = {
  readonly time: Timestamp
  /** > 0. */
  readonly price: number
  /** Units of the asset held, ≥ 0. */
  readonly units: number
  /** May be negative where the policy allows leverage. */
  readonly cash: number
  /** Proportional, in [0, 1). */
  readonly oneWayCost: number
  /** Of cash and of the floor, continuously compounded, annual. */
  readonly rate: number
  /** Annual forecast over the gap interval. */
  readonly vol: number
  /** Expected growth per year, continuously compounded. */
  readonly drift: number
  readonly jumps: Jumps | undefined
  readonly posterior: readonly number[]
  readonly yearsPerMicrosecond: number
  readonly policy: CppiPolicy
  /** The `next` of the last decision; before the first, the floor to start from (≥ 0) as of `time`. */
  readonly last: InsuranceState | { readonly floor: number }
}

export type InsuranceReason =
  | 'not-due'
  /** The exposure passed the band's top before the evaluation was due. */
  | 'gap-trigger'
  | 'inside-band'
  | 'below-band'
  | 'above-band'
  | 'exposure-cap'
  | 'gap-bound'
  /** There is no cushion: everything goes into cash and stays there. */
  | 'cash-lock'

/** What to hold now. Values are in the currency of the price; every number is finite. */
export type InsuranceDecision = {
  readonly kind: 'hold' | 'trade'
  readonly wealth: number
  readonly floor: number
  /** wealth − floor; ≤ 0 means cash lock. */
  readonly cushion: number
  /** The centre of the band. */
  readonly multiplier: number
  readonly tolerance: number
  /** Exposure over cushion now; undefined without a cushion. */
  readonly impliedMultiplier: number | undefined
  /** Units to buy (> 0) or sell (< 0). */
  readonly trade: number
  /** Cash paid in costs for it. */
  readonly cost: number
  /**
   * Of the exposure after the trade over one gap interval; undefined without a cushion. Shortfalls per unit of cushion.
   */
  readonly gap: GapRisk | undefined
  readonly nextEvaluationSeconds: number
  readonly reasons: readonly InsuranceReason[]
  readonly next: InsuranceState
}
