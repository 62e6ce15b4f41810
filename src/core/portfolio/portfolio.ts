import type { LedgerEntry } from '../ledger/entry'
import type { Timestamp } from '../market/event'

/** `active` trades, `reducing` takes only orders that lessen exposure, `halted` takes none; cancelling always passes. */
export type PortfolioMode = 'active' | 'reducing' | 'halted'

/** Units of an option in a book. */
export type BookOption = Pick<
  Extract<LedgerEntry, { kind: 'option-trade' }>,
  'option' | 'type' | 'strike' | 'expiry' | 'multiplier'
> & { readonly quantity: number }

/** What a portfolio holds: the fold of its entries. Money in minor units. */
export type Book = {
  readonly cash: number
  /** Lots by instrument, in the order of its name, without those that are 0, with the units in a lot. */
  readonly positions: readonly { readonly instrument: string; readonly lots: number; readonly lot: number }[]
  /** In the order of their names, without those that are 0. */
  readonly options: readonly BookOption[]
  /** Paid in fees so far, and against the mid at the decision (fees not included). */
  readonly fees: number
  readonly slippage: number
  /** |lots × lot × price| of all fills. */
  readonly turnover: number
  readonly fills: number
  /** How many it is the fold of. */
  readonly entries: number
}

/** What the ledger knows of a portfolio beside its book. */
export type PortfolioState = {
  readonly id: string
  /** Six letters or digits drawn when the portfolio was opened; part of every label, so that a new ledger never finds old orders. */
  readonly epoch: string
  /** Of the last decision; 0 before the first. */
  readonly sequence: number
  readonly mode: PortfolioMode
  readonly modeReason: string | undefined
  /** When the next evaluation is due and when the last one was; undefined before the first. */
  readonly dueAt: Timestamp | undefined
  readonly evaluatedAt: Timestamp | undefined
  /** The `next` of the last decision, what its mandate calls `last`. */
  readonly last: unknown
}
