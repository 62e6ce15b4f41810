import { Fault } from '../../../core/error'
import { finalStates, type Intent, type IntentKey } from '../../../core/execution/intent'
import type { Timestamp } from '../../../core/market/event'
import { emptyBook, foldEntries } from '../../../core/portfolio/book'
import type { LedgerEntry } from '../../../core/portfolio/ledger/entry'
import type { Book, PortfolioState } from '../../../core/portfolio/portfolio'
import { entryRow } from '../rows'
import type { DecisionRow } from '../tables'

/** The last `limit` before a place, the last first. */
export const newest = <T>(all: readonly T[], limit: number, before = Infinity): readonly T[] => {
  const to = Math.min(all.length, before)
  return all.slice(Math.max(0, to - limit), to).reverse()
}

/**
 * The same of a list by rising key, with those before them that share the key of the last; it reads only the items that
 * it returns.
 */
export const newestWithTies = <T>(
  all: readonly T[],
  limit: number,
  before: number,
  keyOf: (own: T) => number,
): readonly T[] => {
  let to = all.length
  while (to > 0 && keyOf(all[to - 1]) >= before) to--
  let from = Math.max(0, to - limit)
  while (from > 0 && from < to && keyOf(all[from - 1]) === keyOf(all[from])) from--
  return all.slice(from, to).reverse()
}

type Worth = { readonly at: Timestamp; readonly turnover: number }

/** One portfolio with all that was written of it. */
export type MemoryAccount = {
  state: PortfolioState
  book: Book
  /** In the order of their posting. */
  readonly entries: LedgerEntry[]
  readonly sources: Set<string>
  /** By sequence, as PostgreSQL has them; the oldest may be gone. */
  readonly decisions: DecisionRow[]
  /** By sequence and leg. */
  readonly intents: Intent[]
  /** Places among `intents` of those that are not final. */
  readonly open: Set<number>
  /** Times at which orders were sent, rising. */
  readonly sent: Timestamp[]
  /** What fills were worth in minor units, times rising. */
  readonly worth: Worth[]
}

export const startAccount = (state: PortfolioState): MemoryAccount => ({
  ...{ state, book: emptyBook, entries: [], sources: new Set(), decisions: [] },
  ...{ intents: [], open: new Set(), sent: [], worth: [] },
})

/** Inserts after all items that are not later: at the end, except where time went back. */
export const insertRising = <T>(list: T[], item: T, timeOf: (own: T) => Timestamp): void => {
  let place = list.length
  while (place > 0 && timeOf(list[place - 1]) > timeOf(item)) place--
  list.splice(place, 0, item)
}

/** The items of a rising list from a time on. */
export const since = <T>(list: readonly T[], time: Timestamp, timeOf: (own: T) => Timestamp): readonly T[] => {
  let place = list.length
  while (place > 0 && timeOf(list[place - 1]) >= time) place--
  return list.slice(place)
}

/**
 * Entries that are new to an account, and the book with them. Nothing is written. Faults 'bad-input' on an entry that
 * cannot be.
 */
export type Posting = { readonly fresh: readonly LedgerEntry[]; readonly book: Book }

export const postingOf = ({ sources, book }: MemoryAccount, entries: readonly LedgerEntry[]): Posting => {
  const seen = new Set<string>()
  const fresh = entries.filter(({ source }) => !sources.has(source) && !seen.has(source) && seen.add(source))
  for (const { source } of fresh)
    if (source.length < 1 || source.length > 200)
      throw new Fault('bad-input', `a source has 1 to 200 letters, got ${source.length}`)
  return { fresh, book: foldEntries(fresh, book) }
}

/** Writes a posting. */
export const writePosting = (account: MemoryAccount, { fresh, book }: Posting): void => {
  for (const entry of fresh) {
    account.sources.add(entry.source)
    const { turnover } = entryRow(account.state.id, account.entries.push(entry), entry)
    if (turnover > 0) insertRising(account.worth, { at: entry.at, turnover }, ({ at }) => at)
  }
  account.book = book
}

/** Place of an intent; undefined where there is none. */
export const placeOf = ({ intents }: MemoryAccount, { sequence, leg }: IntentKey): number | undefined => {
  const place = intents.findLastIndex((own) => own.sequence === sequence && own.leg === leg)
  return place < 0 ? undefined : place
}

/** Replaces an intent, or appends a new one. */
export const putIntent = (account: MemoryAccount, intent: Intent, place = account.intents.length): void => {
  const before = account.intents[place]?.sentAt
  account.intents[place] = intent
  if (finalStates.has(intent.state)) account.open.delete(place)
  else account.open.add(place)
  if (intent.sentAt !== undefined && before === undefined) insertRising(account.sent, intent.sentAt, (at) => at)
}

/** Intents that are not final, by sequence and leg. */
export const openOf = ({ open, intents }: MemoryAccount): readonly Intent[] =>
  [...open].sort((a, b) => a - b).map((place) => intents[place])
