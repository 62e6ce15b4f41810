import { lastHedgeEvaluation, mandateMemoryOf, type MandateMemory } from '../../core/decision/remembered'
import type { SlicedTrade } from '../../core/execution/slices/sliced-trade'
import { DAY, type Timestamp } from '../../core/market/event'
import type { FundedUntil } from '../../core/portfolio/accrue-funding'
import { attributeBook } from '../../core/portfolio/attribute-book'
import { addAttributions, noAttribution, type Attribution } from '../../core/portfolio/ledger/attribution'
import type { LedgerEntry } from '../../core/portfolio/ledger/entry'
import type { Mark } from '../../core/portfolio/mark-book'
import type { PriceAt, UnsettledOption } from '../../core/portfolio/settle-expired'
import type { Book } from '../../core/portfolio/portfolio'

/** A book as it was last marked, and its profit by cause since it was opened. */
export type Seen = {
  readonly book: Book
  readonly mark: Mark
  readonly attribution: Attribution
  readonly since: Timestamp
}

/**
 * What a portfolio carries from one decision to the next, as the ledger stores it: the state of its mandate, its equity
 * at the start of the day, and the base from which profit is counted.
 */
export type PortfolioMemory = {
  readonly mandate: MandateMemory | null
  /** Whether that decision sent orders. */
  readonly ordered: boolean
  /**
   * Since when the trade had waited for calmer flow: its unfilled rest does not wait again. Absent where it had not
   * waited.
   */
  readonly waitedSince?: Timestamp | undefined
  /** Trades of which that decision left slices to come; absent where there are none. */
  readonly underway?: readonly SlicedTrade[] | undefined
  /** Options that stayed unsettled; absent where there are none. */
  readonly unsettled?: readonly UnsettledOption[] | undefined
  /** Up to when the funding of its perpetuals is booked; absent where it trades none. */
  readonly funded?: readonly FundedUntil[] | undefined
  /** The price of the underlying at that decision, with its own time; absent without options that live. */
  readonly priceSeen?: PriceAt | undefined
  readonly day: { readonly number: number; readonly equity: number } | undefined
  /** undefined while the book cannot be marked. */
  readonly seen: Seen | undefined
}

const isStored = (last: unknown): last is Omit<PortfolioMemory, 'mandate'> & { readonly mandate: unknown } =>
  typeof last === 'object' && last !== null && 'mandate' in last

/**
 * The memory in the `last` of a portfolio's state, or in the `next` of a decision; undefined before the first decision
 * and where it is none.
 */
export const memoryOf = (last: unknown): PortfolioMemory | undefined =>
  isStored(last) ? { ...last, mandate: mandateMemoryOf(last.mandate) ?? null } : undefined

/** The state of a hedge after its last decision; undefined where the mandate is not a hedge. */
export const lastEvaluation = (memory: PortfolioMemory | undefined) => lastHedgeEvaluation(memory?.mandate ?? undefined)

/** The equity that the day's profit is counted from: the first seen since midnight, UTC. */
export const dayOf = (
  memory: PortfolioMemory | undefined,
  time: Timestamp,
  equity: number,
): Exclude<PortfolioMemory['day'], undefined> => {
  const number = Math.floor(time / DAY)
  if (memory?.day?.number === number) return memory.day
  return { number, equity }
}

/**
 * The book as it is marked now: profit by cause since it was last marked, on top of what was. `entries` are those
 * posted since, oldest first. Where the clock was set back since, time stands still until it has caught up: no profit
 * of time is counted twice.
 */
export const seenNow = (
  memory: PortfolioMemory | undefined,
  book: Book,
  now: Mark,
  entries: readonly LedgerEntry[],
): Seen => {
  const before = memory?.seen
  if (before === undefined) return { book, mark: now, attribution: noAttribution, since: now.time }
  const mark = { ...now, time: Math.max(now.time, before.mark.time) }
  const step = attributeBook({ book: before.book, start: before.mark, end: mark, entries })
  return step === undefined
    ? before
    : { book, mark, attribution: addAttributions(before.attribution, step), since: before.since }
}
