import { Fault } from '../../core/error'
import type { Book } from '../../core/portfolio/portfolio'
import { bookOf } from './rows'
import type { Tx } from './tables'

export const neverOpened = (id: string): Fault => new Fault('usage', `no portfolio '${id}' was opened in this ledger`)

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
