import type { Timestamp } from '../../market/event'

/** What opens a breaker: the price moved, the spread blew out, or the price was none. */
export type BreakerCause = 'move' | 'spread' | 'bad-price'

/** Whether a market may be traded in. Plain data. */
export type BreakerStatus =
  | { readonly kind: 'closed' }
  | {
      readonly kind: 'open'
      readonly cause: BreakerCause
      /** When it opened, and when there was last a cause to. */
      readonly since: Timestamp
      readonly lastCause: Timestamp
      /** The move (signed) or the spread, as a share of the price, that opened it; 0 for a bad price. */
      readonly value: number
    }

export const closedBreaker: BreakerStatus = { kind: 'closed' }
