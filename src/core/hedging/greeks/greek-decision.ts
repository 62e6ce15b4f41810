import type { Evaluation } from '../snapshot'
import type { GreekName } from './greek-snapshot'

/** The reasons of a decision on a book's Greeks. */
export type GreekReason =
  /** Neither the interval has passed nor the price moved enough. */
  | 'not-due'
  /** The price moved delta past its tolerance before the interval had passed. */
  | 'price-trigger'
  | 'inside-tolerance'
  | `${GreekName}-outside`
  /** Delta alone is outside its tolerance, so that options are left as they are. */
  | 'underlying-only'
  /** No trade saves more risk than it costs. */
  | 'not-worth-its-cost'
  /** A position ends on its limit. */
  | 'position-limit'
  /** The trades use up what may be spent. */
  | 'spending-limit'
  /** Cost or limits leave a Greek outside its tolerance. */
  | 'left-outside'

/** One instrument to trade. */
export type GreekOrder = {
  readonly id: string
  /** Contracts, signed, never 0. */
  readonly quantity: number
  /** Contracts held afterwards. */
  readonly target: number
}

/** What to trade now for a book's Greeks and when the next evaluation is due. */
export type GreekDecision = {
  readonly kind: 'hold' | 'trade' | 'wait'
  /** Greek by target before and after the trades, less the target. */
  readonly before: readonly number[]
  readonly after: readonly number[]
  /** Empty unless kind is 'trade'. */
  readonly orders: readonly GreekOrder[]
  /** Cash that the orders cost, and risk in cash before and after them; risk + cost never grows. */
  readonly cost: number
  readonly riskBefore: number
  readonly riskAfter: number
  /** The optimum within lots is at most this much better. */
  readonly gap: number
  /** 0: at the caller's next step. */
  readonly nextEvaluationSeconds: number
  readonly reasons: readonly GreekReason[]
  readonly next: Evaluation
}
