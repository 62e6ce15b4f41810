import type { Side } from '../../market/event'
import type { CostParts } from '../cost-card'
import type { LiquidityVenue } from '../routing/venue'

/** An order to execute, units of the base. */
export type PlanTrade = { readonly side: Side; readonly quantity: number }

/** The market at the decision. */
export type PlanMarket = {
  readonly mid: number
  /** Standard deviation of the log price over a second. */
  readonly volatility: number
  readonly relativeSpread?: number | undefined
  /** Of the day, UTC. */
  readonly hour?: number | undefined
  /** Units of the base a day; the card's without it. */
  readonly dailyVolume?: number | undefined
  /** 1 buyers have crossed the spread of late, −1 sellers; 0 where unknown. */
  readonly flow?: 1 | 0 | -1 | undefined
  /** Books and pools at present; without them an order is priced by the card. */
  readonly venues?: readonly LiquidityVenue[] | undefined
}

export type PlanOptions = {
  readonly lot: number
  /** Entropic, per unit of the quote currency: a risk of variance V is worth a/2 × V. */
  readonly riskAversion: number
  readonly latencyMilliseconds: number
  /** Longest that slices may take; 0: one order. */
  readonly maxSeconds: number
  /** Least time between two slices, seconds; 0 where absent. */
  readonly leastSpacing?: number | undefined
  /** How many slices are tried, each over each of three lengths. */
  readonly sliceCounts?: readonly number[] | undefined
  /** Share of the market's volume that a slice may be; absent: no cap. */
  readonly cap?: number | undefined
}

/**
 * Cost by part in the quote currency, against the mid at the decision; `risk` is a/2 times the variance of what is not
 * yet traded. `total` is their sum.
 */
export type PlanCost = CostParts & { readonly risk: number; readonly total: number }

export type PlannedOrder = {
  /** undefined: the venue of the trader's own orders. */
  readonly venue: string | undefined
  readonly afterSeconds: number
  readonly quantity: number
  readonly limitPrice?: number | undefined
}

/** A way to execute. */
export type PlanCandidate = {
  readonly kind: 'one-order' | 'slices' | 'route'
  readonly orders: readonly PlannedOrder[]
  /** The quantity left, units of the base. */
  readonly rest: number
  readonly cost: PlanCost
}

export type PlanReason =
  | 'less-than-a-lot'
  | 'cheapest'
  | 'only-choice'
  | 'risk-outweighs-impact'
  | 'impact-outweighs-risk'
  | 'split-outweighs-gas'
  | 'gas-outweighs-split'
  | 'too-thin'

/** The cheapest candidate and why; the others stand beside it with their costs, cheapest first. */
export type ExecutionPlan = {
  readonly kind: 'hold' | PlanCandidate['kind']
  readonly side: Side
  readonly orders: readonly PlannedOrder[]
  readonly rest: number
  readonly cost: PlanCost
  readonly reasons: readonly PlanReason[]
  readonly alternatives: readonly Omit<PlanCandidate, 'rest'>[]
}
