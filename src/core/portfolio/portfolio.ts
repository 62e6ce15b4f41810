import type { Timestamp } from '../market/event'
import type { LedgerEntry } from './ledger/entry'

/**
 * What a portfolio may do. There are two stops beside each other, both kept in the ledger, so that they survive
 * restarts and hold in every process at its next decision:
 * - the mode, of one portfolio: `active` trades, `reducing` takes only orders that lessen its exposure, `halted` takes
 *   none. An operator sets it, and the service halts a portfolio whose book differs from its venue;
 * - the kill switch, of all portfolios: while it is on no order goes out, also one that reduces. Turning it off leaves
 *   the modes as they are. Neither undoes anything: orders on their way are followed to their end, cancelling and
 *   asking the venue always pass, and evaluations go on, so that what would have been done, and why it was not, stands
 *   in the decisions.
 */
export type PortfolioMode = 'active' | 'reducing' | 'halted'

/** Units of an option in a book. */
export type BookOption = Pick<
  Extract<LedgerEntry, { kind: 'option-trade' }>,
  'option' | 'type' | 'strike' | 'expiry' | 'exercise' | 'multiplier'
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
  /** Received (+) or paid (−) so far; absent before the first. */
  readonly funding?: number | undefined
  /** Received (+) or paid (−) so far; absent before the first. */
  readonly dividends?: number | undefined
  /** |lots × lot × price| of all fills. */
  readonly turnover: number
  readonly fills: number
  /** How many it is the fold of. */
  readonly entries: number
}

/** The state of a portfolio in the ledger, beside its book. */
export type PortfolioState = {
  readonly id: string
  /**
   * Six letters or digits drawn when the portfolio was opened; part of every label, so that a new ledger never finds
   * old orders.
   */
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
