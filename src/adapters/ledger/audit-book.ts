import { canonicalJson } from '../../core/canonical-json'
import { Fault } from '../../core/error'
import { emptyBook, foldEntries } from '../../core/portfolio/book'
import type { Book } from '../../core/portfolio/portfolio'
import { bookOf, entryOf } from './rows'
import type { Db } from './tables'

/** The book that the ledger keeps, and the fold of all entries. */
export type BookAudit = { readonly agrees: boolean; readonly kept: Book; readonly folded: Book }

const batch = 5_000

/**
 * Folds every entry of a portfolio again and compares the result with its kept book, as of one moment. Throws `usage`
 * for one that was never opened.
 */
export const auditBook = (db: Db, portfolio: string): Promise<BookAudit> =>
  db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      const row = await tx.selectFrom('portfolio').select('book').where('id', '=', portfolio).executeTakeFirst()
      if (row === undefined) throw new Fault('usage', `no portfolio '${portfolio}' was opened in this ledger`)
      let folded = emptyBook
      let [last, more] = [0, true]
      while (more) {
        const rows = await tx
          .selectFrom('entry')
          .select(['place', 'body'])
          .where('portfolio', '=', portfolio)
          .where('place', '>', last)
          .orderBy('place')
          .limit(batch)
          .execute()
        folded = foldEntries(rows.map(entryOf), folded)
        last = rows.at(-1)?.place ?? last
        more = rows.length === batch
      }
      const kept = bookOf(row)
      return { agrees: canonicalJson(kept) === canonicalJson(folded), kept, folded }
    })
