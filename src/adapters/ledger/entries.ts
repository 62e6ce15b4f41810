import { canonicalJson } from '../../core/canonical-json'
import { foldEntries } from '../../core/portfolio/book'
import type { LedgerEntry } from '../../core/portfolio/ledger/entry'
import type { Book } from '../../core/portfolio/portfolio'
import type { Ledger } from '../../ports/ledger'
import { bookOf, entryOf, entryRow } from './rows'
import { neverOpened } from './rules'
import type { Db, Tx } from './tables'

/**
 * The book and the sequence of a portfolio, its row locked until the transaction ends. Throws `usage` for one that was
 * never opened.
 */
export const lockPortfolio = async (
  tx: Tx,
  id: string,
): Promise<{ readonly book: Book; readonly sequence: number }> => {
  const row = await tx
    .selectFrom('portfolio')
    .select(['book', 'sequence'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (row === undefined) throw neverOpened(id)
  return { book: bookOf(row), sequence: row.sequence }
}

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

/** The ledger's calls on entries. */
export const entryCalls = (db: Db): Pick<Ledger, 'post' | 'entries' | 'entriesAfter'> => ({
  post: (portfolio, entries) =>
    db.transaction().execute(async (tx) => {
      const { book } = await lockPortfolio(tx, portfolio)
      await postTo(tx, portfolio, book, entries)
    }),

  entries: async (portfolio, { limit, before }) => {
    let query = db.selectFrom('entry').select('body').where('portfolio', '=', portfolio)
    if (before !== undefined) query = query.where('place', '<', before)
    return (await query.orderBy('place', 'desc').limit(limit).execute()).map(entryOf)
  },

  entriesAfter: async (portfolio, time) => {
    const query = db.selectFrom('entry').select('body').where('portfolio', '=', portfolio).where('at', '>', time)
    return (await query.orderBy('place').execute()).map(entryOf)
  },
})
