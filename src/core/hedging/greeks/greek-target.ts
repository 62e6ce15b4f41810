import type { Timestamp } from '../../market/event'

export type GreekName = 'delta' | 'gamma' | 'vega' | 'vanna' | 'volga'

/** A Greek that is managed: of the whole book, or of the options that expire within a bucket. */
export type GreekTarget = {
  readonly greek: GreekName
  /** Expiries counted, [from, to); all where absent. The underlying has none and counts everywhere. */
  readonly from?: Timestamp | undefined
  readonly to?: Timestamp | undefined
  /** What the Greek is to be, in the book's units; 0 where absent. */
  readonly target?: number | undefined
  /** Nothing is traded for this Greek while it is within so much of the target, ≥ 0. */
  readonly tolerance: number
}

/** True where an option of this expiry counts. */
export const countsTowards = ({ from = -Infinity, to = Infinity }: GreekTarget, expiry: Timestamp): boolean =>
  expiry >= from && expiry < to
