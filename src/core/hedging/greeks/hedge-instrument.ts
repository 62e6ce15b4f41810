import type { Timestamp } from '../../market/event'
import type { OptionType } from '../../pricing/option'

/** How an instrument trades. A known one-way cost is a bid and an ask that far from the price. */
export type Quote = {
  readonly id: string
  /** Per unit of the underlying, 0 ≤ bid ≤ ask. */
  readonly bid: number
  readonly ask: number
  /** Per unit of the underlying beside the spread; 0 where absent. */
  readonly fee?: number | undefined
  /** Units of the underlying in a contract; 1 where absent. */
  readonly multiplier?: number | undefined
  /** Contracts in the smallest trade; 0 where any size trades. */
  readonly lot: number
  /** Contracts held now, and the least and most that may be held; may be infinite. */
  readonly position: number
  readonly lower: number
  readonly upper: number
}

/** What a book's Greeks may be hedged with. */
export type HedgeInstrument =
  | (Quote & {
      readonly kind: 'underlying'
      /** True where buying takes cash, as spot does and a future does not; false where absent. */
      readonly funded?: boolean | undefined
    })
  | (Quote & {
      readonly kind: 'option'
      readonly type: OptionType
      readonly strike: number
      readonly expiry: Timestamp
      /** Implied volatility that marks it; the snapshot's term structure where absent. */
      readonly vol?: number | undefined
    })
