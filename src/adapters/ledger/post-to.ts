import { canonicalJson } from '../../core/canonical-json'
import type { LedgerEntry } from '../../core/portfolio/ledger/entry'
import { foldEntries } from '../../core/portfolio/book'
import type { Book } from '../../core/portfolio/portfolio'
import { entryRow } from './rows'
import type { Tx } from './tables'

/** Writes the entries whose source is new and returns them, in their order; the portfolio's row must be locked. */
export const insertEntries = async (
  tx: Tx,
  portfolio: string,
  book: Book,
  entries: readonly LedgerEntry[],
): Promise<readonly LedgerEntry[]> => {
  if (entries.length === 0) return []
  const posted = await tx
    .selectFrom('entry')
    .select('source')
    .where('portfolio', '=', portfolio)
    .where(
      'source',
      'in',
      entries.map(({ source }) => source),
    )
    .execute()
  const known = new Set(posted.map(({ source }) => source))
  const fresh = entries.filter(({ source }) => !known.has(source) && known.add(source))
  const rows = fresh.map((entry, order) => entryRow(portfolio, book.entries + 1 + order, entry))
  if (rows.length > 0) await tx.insertInto('entry').values(rows).execute()
  return fresh
}

/** Posts to a book whose portfolio is locked: new entries, and the book that they make. */
export const postTo = async (
  tx: Tx,
  portfolio: string,
  book: Book,
  entries: readonly LedgerEntry[],
): Promise<readonly LedgerEntry[]> => {
  const fresh = await insertEntries(tx, portfolio, book, entries)
  if (fresh.length > 0)
    await tx
      .updateTable('portfolio')
      .set({ book: canonicalJson(foldEntries(fresh, book)) })
      .where('id', '=', portfolio)
      .execute()
  return fresh
}
