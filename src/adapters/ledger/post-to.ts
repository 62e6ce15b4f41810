import { canonicalJson } from '../../core/canonical-json'
import type { LedgerEntry } from '../../core/ledger/entry'
import { foldEntries } from '../../core/portfolio/book'
import type { Book } from '../../core/portfolio/portfolio'
import { entryRow } from './rows'
import type { Tx } from './tables'

/** Writes the entries whose source is new and returns them, in their order; the portfolio's row must be locked. */
export const insertEntries = async (
  tx: Tx,
  portfolio: string,
  entries: readonly LedgerEntry[],
): Promise<readonly LedgerEntry[]> => {
  if (entries.length === 0) return []
  const fresh = await tx
    .insertInto('entry')
    .values(entries.map((entry) => entryRow(portfolio, entry)))
    .onConflict((conflict) => conflict.columns(['portfolio', 'source']).doNothing())
    .returning('source')
    .execute()
  const sources = new Set(fresh.map(({ source }) => source))
  return entries.filter(({ source }) => sources.delete(source))
}

/** Posts to a book whose portfolio is locked: new entries, and the book that they make. */
export const postTo = async (
  tx: Tx,
  portfolio: string,
  book: Book,
  entries: readonly LedgerEntry[],
): Promise<readonly LedgerEntry[]> => {
  const fresh = await insertEntries(tx, portfolio, entries)
  if (fresh.length > 0)
    await tx
      .updateTable('portfolio')
      .set({ book: canonicalJson(foldEntries(fresh, book)) })
      .where('id', '=', portfolio)
      .execute()
  return fresh
}
