import type { TradingTerms } from '../execution/order'
import type { Mandate } from '../mandates/mandate'
import type { Timestamp } from '../market/event'
import type { FundingInputs } from '../portfolio/accrue-funding'
import type { PaidDividend } from '../portfolio/entries'
import type { ExpiryInputs } from '../portfolio/settle-expired'
import type { GateState } from '../risk/gate/gate-state'
import type { BookMarks } from './book-marks'
import type { ExecutionInputs } from './execution-inputs'
import type { ProgrammeStep } from './option-programme'

/** What an order of the mandate becomes at a venue. */
export type TradedInstrument = {
  /** As in the mandate's instruction: 'underlying', the id of a hedge instrument, the place of an asset. */
  readonly name: string
  /** `venue/symbol`. */
  readonly instrument: string
  readonly mid: number
  /** Lots held. */
  readonly held: number
  readonly terms: TradingTerms
}

/** A programme that waits to be paid for the variance that it would trade. */
export type ProgrammeWait = Extract<ProgrammeStep, { readonly kind: 'waits' }>

/** Everything a decision depends on, plain data: what the ledger keeps of it. */
export type DecisionInputs = {
  readonly time: Timestamp
  readonly mandate: Mandate
  readonly tradables: readonly TradedInstrument[]
  readonly gate: GateState
  /** Seconds: between two evaluations at least and at most, and until the next try after a refusal. */
  readonly interval: { readonly least: number; readonly most: number; readonly retry: number }
  /** Options that have expired and wait for their settlement; absent where there are none. */
  readonly expired?: ExpiryInputs | undefined
  /**
   * What the options are valued at; absent where the book holds none that live, and where no market of them is
   * followed: all are then valued at one volatility by maturity.
   */
  readonly marks?: BookMarks | undefined
  /** The premium that the portfolio's programme waits for, as it stands; absent where it does not wait. */
  readonly programme?: ProgrammeWait | undefined
  /** Perpetuals of which a funding is due; absent where there are none. */
  readonly funding?: FundingInputs | undefined
  /** Dividends that went ex since the last decision; absent where there are none. */
  readonly dividends?: readonly PaidDividend[] | undefined
  /** Absent: one order a trade. */
  readonly execution?: ExecutionInputs | undefined
}
