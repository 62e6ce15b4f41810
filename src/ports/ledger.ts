import type { Intent, IntentKey } from '../core/execution/intent'
import type { Timestamp } from '../core/market/event'
import type { LedgerEntry } from '../core/portfolio/ledger/entry'
import type { Book, PortfolioMode, PortfolioState } from '../core/portfolio/portfolio'
import type { OrderReport } from './venue'

/** Why a portfolio was evaluated. */
export type EvaluationTrigger = 'start' | 'scheduled' | 'price' | 'operator' | 'watchdog'

/** A decision with all it was made from: `decide(inputs)` gives `outputs` again, byte for byte. */
export type DecisionRecord = {
  readonly portfolio: string
  /** One more than the last. */
  readonly sequence: number
  readonly at: Timestamp
  readonly trigger: EvaluationTrigger
  readonly kind: 'hold' | 'trade' | 'wait' | 'refused'
  readonly reasons: readonly string[]
  readonly dueAt: Timestamp
  /** What the next snapshot carries as `last`. */
  readonly next: unknown
  readonly inputs: unknown
  readonly outputs: unknown
}

/** An order that is written down with the decision it belongs to. */
export type NewIntent = Pick<Intent, 'leg' | 'label' | 'venue' | 'order'>

export type OperatorAction = {
  readonly at: Timestamp
  readonly actor: string
  readonly action: string
  readonly portfolio: string | undefined
  readonly details: unknown
}

export type KillSwitch = {
  readonly engaged: boolean
  readonly reason: string | undefined
  readonly by: string | undefined
  readonly at: Timestamp | undefined
}

/** When a portfolio was last evaluated and when it is due. */
export type Appointment = Pick<PortfolioState, 'id' | 'mode' | 'dueAt' | 'evaluatedAt'>

/** A portfolio with what must be resolved before it is evaluated again. */
export type PortfolioView = { readonly state: PortfolioState; readonly book: Book; readonly open: readonly Intent[] }

/** All that a decision needs of the ledger, as of one moment. */
export type PortfolioStanding = PortfolioView & {
  readonly killSwitch: KillSwitch
  /** Times of orders sent since one time, oldest first. */
  readonly sent: readonly Timestamp[]
  /** |value| of fills since another, in the quote currency. */
  readonly turnover: number
}

/**
 * The `limit` newest, older than `before`: a sequence for decisions and intents, a place for entries (counted from 1 in
 * the order of their posting, so that a book has `entries` of them), a time for actions. Intents and actions may be
 * more than `limit`, where the last ones share their sequence or time: nothing falls between two pages.
 */
export type Page = { readonly limit: number; readonly before?: number | undefined }

/**
 * Stores everything durably, in one transaction a call: a decision is committed once and only on top of the one it
 * was made after, with its orders or not at all; an entry with the same source counts once; the book is the fold of the
 * entries; of several callers that claim an intent one gets it. Throws `unavailable` while the database does not
 * answer.
 */
export type Ledger = {
  /** Opens a portfolio with its first entries; where it stands already, nothing changes. */
  readonly open: (id: string, at: Timestamp, entries: readonly LedgerEntry[]) => Promise<PortfolioState>
  readonly portfolios: () => Promise<readonly PortfolioState[]>
  /** When every portfolio was evaluated and is due, by id: `portfolios` without their last decisions. */
  readonly timetable: () => Promise<readonly Appointment[]>
  /** Throws `usage` for one that was never opened. */
  readonly portfolio: (id: string) => Promise<PortfolioView>
  /** The same with the kill switch and what the portfolio did since two times. */
  readonly standing: (
    id: string,
    since: { readonly sent: Timestamp; readonly turnover: Timestamp },
  ) => Promise<PortfolioStanding>
  readonly setMode: (id: string, mode: PortfolioMode, reason: string | undefined) => Promise<void>

  /**
   * 'stale' where another decision came first or the portfolio has open intents and this one trades: nothing is written
   * then. 'committed' also where this very record stands already, so that a commit whose answer was lost may be made
   * again.
   */
  readonly commit: (
    record: DecisionRecord,
    intents: readonly NewIntent[],
    entries?: readonly LedgerEntry[],
  ) => Promise<'committed' | 'stale'>
  readonly decision: (portfolio: string, sequence: number) => Promise<DecisionRecord | undefined>
  /** Newest first; without inputs and outputs. */
  readonly decisions: (portfolio: string, page: Page) => Promise<readonly Omit<DecisionRecord, 'inputs' | 'outputs'>[]>

  /** Marks a pending intent as sent; false where it is not pending any more. */
  readonly claim: (key: IntentKey, at: Timestamp) => Promise<boolean>
  /**
   * Takes over the venue's report: state and fills, each fill once, the book with it; a report that arrives after a
   * final one adds fills alone.
   */
  readonly report: (key: IntentKey, report: OrderReport, at: Timestamp) => Promise<void>
  /** Ends an intent without a venue's report. */
  readonly close: (
    key: IntentKey,
    state: 'rejected' | 'expired' | 'lost',
    reason: string,
    at: Timestamp,
  ) => Promise<void>
  /** Not final ones, oldest first. */
  readonly openIntents: (portfolio?: string) => Promise<readonly Intent[]>
  /** Newest first. */
  readonly intents: (portfolio: string, page: Page) => Promise<readonly Intent[]>

  readonly post: (portfolio: string, entries: readonly LedgerEntry[]) => Promise<void>
  /** Last posted first. */
  readonly entries: (portfolio: string, page: Page) => Promise<readonly LedgerEntry[]>
  /** Those dated later than a time, in the order of their posting. */
  readonly entriesAfter: (portfolio: string, time: Timestamp) => Promise<readonly LedgerEntry[]>

  readonly killSwitch: () => Promise<KillSwitch>
  readonly setKillSwitch: (engaged: boolean, reason: string, by: string, at: Timestamp) => Promise<void>
  readonly audit: (action: OperatorAction) => Promise<void>
  /**
   * The same for an event that several processes notice and one is to report: true for the first call that names the
   * episode (1 to 200 letters); later calls write nothing.
   */
  readonly auditOnce: (episode: string, action: OperatorAction) => Promise<boolean>
  /** Newest first. */
  readonly actions: (page: Page) => Promise<readonly OperatorAction[]>

  /** Closes the connections. */
  readonly end: () => Promise<void>
}
