import type { Timestamp } from '../../market/event'
import type { AllocationPolicy } from './allocation-policy'
import type { AllocationCosts } from './self-financing'

/** When the allocation was evaluated and when it is due again. */
export type AllocationState = { readonly evaluatedAt: Timestamp; readonly dueAt: Timestamp }

/** Everything a rebalancing decision depends on; arrays are one entry per asset. */
export type AllocationSnapshot = {
  readonly time: Timestamp
  /** > 0. */
  readonly prices: readonly number[]
  readonly units: readonly number[]
  readonly cash: number
  /** Cash that arrives (> 0) or must be paid out (< 0) now. A payment beyond the cash forces an evaluation. */
  readonly flow: number
  /** Target weights; what they leave of 1 is the cash target. */
  readonly targets: readonly number[]
  /** Annual covariance of log returns, row-major n × n; read by the volatility band and by the wait. */
  readonly covariance: readonly number[]
  readonly costs: AllocationCosts
  readonly posterior: readonly number[]
  readonly yearsPerMicrosecond: number
  readonly policy: AllocationPolicy
  /** The `next` of the last decision, undefined before the first. */
  readonly last: AllocationState | undefined
}

export type AllocationReason =
  | 'not-due'
  /** A calendar rebalances at this evaluation. */
  | 'scheduled'
  | 'inside-region'
  | 'outside-region'
  /** Money came or went. */
  | 'cash-flow'
  /** Every trade would be under the least trade, or its cost beyond the means. */
  | 'not-worth-trading'

/** What to trade now. Values are in currency; every number is finite. */
export type AllocationDecision = {
  readonly kind: 'hold' | 'trade'
  /** Before trading, the flow counted. */
  readonly value: number
  /** Before trading; cash is the rest. */
  readonly weights: readonly number[]
  readonly halfWidths: readonly number[]
  /** Units to buy (> 0) or sell (< 0) of each asset. */
  readonly trades: readonly number[]
  /** Cash paid in costs. */
  readonly cost: number
  /** After the flow, the trades and their cost. */
  readonly cash: number
  readonly nextEvaluationSeconds: number
  readonly reasons: readonly AllocationReason[]
  readonly next: AllocationState
}
