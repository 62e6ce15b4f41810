import type { Exposure } from './exposure'
import type { Evaluation } from './snapshot'

/** The reasons of a decision. */
export type Reason =
  /** Neither the interval has passed nor the price moved enough. */
  | 'not-due'
  /** The price moved past its trigger before the interval had passed. */
  | 'price-trigger'
  | 'no-hedge'
  /** The strategy goes to its centre at this evaluation. */
  | 'scheduled'
  | 'inside-band'
  | 'outside-band'
  /** The position lies outside the band, but the spot has moved too little since the last trade. */
  | 'small-move'
  | 'half-width-at-floor'
  | 'half-width-at-ceiling'
  /** The hedge waits for the flow to calm. */
  | 'toxic-flow'
  /** The flow is toxic, but the exposure is past the limit up to which a hedge may wait. */
  | 'risk-limit'
  /** The flow is toxic, but the hedge has waited as long as it may. */
  | 'wait-limit'

/**
 * The no-transaction band, in units of the underlying: nothing is traded from `lower` to `upper`; from below a trade
 * goes to `lowerTarget`, from above to `upperTarget`. The targets are the edges unless a trade has a fixed cost or the
 * policy goes inside.
 */
export type Band = {
  readonly lower: number
  readonly lowerTarget: number
  readonly upperTarget: number
  readonly upper: number
  /** The position that makes the book delta-neutral by the strategy's own delta; not always midway. */
  readonly centre: number
  /** (upper − lower) / 2. */
  readonly halfWidth: number
}

/** What to trade now and when the next evaluation is due. */
export type HedgeDecision = {
  readonly kind: 'hold' | 'trade' | 'wait'
  readonly exposure: Exposure
  /** Position after the decision; the current one unless kind is 'trade'. */
  readonly target: number
  /** undefined where the strategy has no band: no-hedge, or not due. */
  readonly band: Band | undefined
  /** target − position, signed units of the underlying; 0 unless kind is 'trade'. */
  readonly trade: number
  /** 0: at the caller's next step. */
  readonly nextEvaluationSeconds: number
  readonly reasons: readonly Reason[]
  /** The `last` of the next snapshot. */
  readonly next: Evaluation
}
