import { canonicalJson } from '../../../core/canonical-json'
import { foldEntries } from '../../../core/portfolio/book'
import type { LedgerEntry } from '../../../core/portfolio/ledger/entry'
import type { DecisionRecord, Ledger } from '../../../ports/ledger'
import { differences, type DifferentPlace } from '../explain/explain-decision'

/** A settlement, funding or dividend of the ledger that is not what the decisions booked. */
export type FailedEntry = {
  readonly portfolio: string
  readonly at: number
  /** The decision that booked it; 0 where none did. */
  readonly sequence: number
  readonly reason: string
  readonly differences: readonly DifferentPlace[]
}

type Booked = Extract<LedgerEntry, { readonly kind: 'settlement' | 'funding' | 'dividend' }>

const isBooked = (entry: LedgerEntry): entry is Booked =>
  entry.kind === 'settlement' || entry.kind === 'funding' || entry.kind === 'dividend'

/** What is settled or paid once. */
const nameOf = (entry: Booked): string =>
  entry.kind === 'settlement'
    ? `the settlement of ${entry.option}`
    : `the ${entry.kind} of ${entry.instrument} at ${new Date(entry.at / 1_000).toISOString()}`

/** Settlements that no decision books: an operator's, and those of versions that said no basis. */
const isOthers = (entry: Booked): boolean =>
  entry.kind === 'settlement' && (entry.basis === 'operator' || entry.basis === undefined)

const pageSize = 500

/** All entries of a portfolio, in the order of their posting. */
const allEntries = async (ledger: Ledger, portfolio: string, count: number): Promise<readonly LedgerEntry[]> => {
  const pages: (readonly LedgerEntry[])[] = []
  for (let before = count + 1; before > 1; before -= pageSize)
    pages.push(await ledger.entries(portfolio, { limit: pageSize, before }))
  return pages.flat().reverse()
}

export type EntryCheck = {
  /** Takes a decision with what it booked, in their order. */
  readonly decided: (record: DecisionRecord) => void
  /** Compares; `checked`: how many settlements, fundings and dividends there are. */
  readonly finish: () => Promise<{ readonly checked: number; readonly failed: readonly FailedEntry[] }>
}

/**
 * Compares the settlements, funding and dividends in a portfolio's ledger with those that its decisions booked, row by
 * row, and its book with the fold of its entries: a row that is changed, missing, there twice or booked by nobody is
 * named.
 */
export const startEntryCheck = (ledger: Ledger, portfolio: string): EntryCheck => {
  const wanted = new Map<string, { readonly entry: Booked; readonly sequence: number }>()
  return {
    decided: ({ sequence, outputs }) => {
      const { expired, funding, dividends } = outputs as {
        readonly [part in 'expired' | 'funding' | 'dividends']?: { readonly entries: readonly LedgerEntry[] }
      }
      for (const entry of [expired, funding, dividends].flatMap((part) => part?.entries ?? []))
        if (isBooked(entry) && !wanted.has(entry.source)) wanted.set(entry.source, { entry, sequence })
    },
    finish: async () => {
      const { book } = await ledger.portfolio(portfolio)
      const rows = await allEntries(ledger, portfolio, book.entries)
      const failed: FailedEntry[] = []
      const fail = (entry: Booked, sequence: number, reason: string, places: readonly DifferentPlace[] = []): void =>
        void failed.push({
          portfolio,
          at: entry.at,
          sequence,
          reason: `${nameOf(entry)} ${reason}`,
          differences: places,
        })
      const seen = new Set<string>()
      const sources = new Set(rows.map(({ source }) => source))
      for (const row of rows.filter(isBooked)) {
        const booked = wanted.get(row.source)
        const sequence = booked?.sequence ?? 0
        if (seen.has(nameOf(row))) fail(row, sequence, `is there twice, the second time as ${row.source}`)
        seen.add(nameOf(row))
        if (isOthers(row)) continue
        if (booked === undefined) fail(row, 0, 'was booked by no decision')
        else if (canonicalJson(row) !== canonicalJson(booked.entry))
          fail(row, sequence, 'is not what the decision booked', differences(row, booked.entry, 20, row.source))
      }
      for (const { entry, sequence } of wanted.values())
        if (!sources.has(entry.source)) fail(entry, sequence, 'is missing: the decision booked it')
      const at = Math.max(0, ...rows.map((row) => row.at))
      const places = differences(book, foldEntries(rows), 20, 'book')
      if (places.length > 0)
        failed.push({
          portfolio,
          at,
          sequence: 0,
          reason: 'the book is not the sum of its entries',
          differences: places,
        })
      return { checked: seen.size, failed }
    },
  }
}
