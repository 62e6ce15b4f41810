import { randomInt } from 'node:crypto'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import { canonicalJson } from '../../core/canonical-json'
import { emptyBook } from '../../core/portfolio/book'
import type { PortfolioState } from '../../core/portfolio/portfolio'
import type { Ledger } from '../../ports/ledger'
import { isOpen } from './is-open'
import { neverOpened } from './lock-portfolio'
import { postTo } from './post-to'
import { bookOf, intentOf, stateOf } from './rows'
import type { Db, Tx } from './tables'

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789'
const drawEpoch = (): string => Array.from({ length: 6 }, () => letters[randomInt(letters.length)]).join('')

const columns = ['id', 'epoch', 'sequence', 'mode', 'mode_reason', 'due_at', 'evaluated_at', 'last'] as const

const stateFrom = async (db: Db | Tx, id: string): Promise<PortfolioState> => {
  const row = await db.selectFrom('portfolio').select(columns).where('id', '=', id).executeTakeFirst()
  if (row === undefined) throw neverOpened(id)
  return stateOf(row)
}

/** The ledger's calls on portfolios. */
export const portfolioCalls = (db: Db): Pick<Ledger, 'open' | 'portfolios' | 'portfolio' | 'setMode'> => ({
  open: (id, at, entries) =>
    db.transaction().execute(async (tx) => {
      const opened = await tx
        .insertInto('portfolio')
        .values({ id, epoch: drawEpoch(), opened_at: at, book: canonicalJson(emptyBook) })
        .onConflict((conflict) => conflict.doNothing())
        .returning('id')
        .executeTakeFirst()
      if (opened !== undefined) await postTo(tx, id, emptyBook, entries)
      return stateFrom(tx, id)
    }),

  portfolios: async () => (await db.selectFrom('portfolio').select(columns).orderBy('id').execute()).map(stateOf),

  // One statement, so that state, book and intents are of one moment.
  portfolio: async (id) => {
    const row = await db
      .selectFrom('portfolio')
      .select([...columns, 'book'])
      .select((eb) =>
        jsonArrayFrom(
          eb
            .selectFrom('intent')
            .selectAll()
            .whereRef('intent.portfolio', '=', 'portfolio.id')
            .where(isOpen)
            .orderBy('sequence')
            .orderBy('leg'),
        ).as('open'),
      )
      .where('id', '=', id)
      .executeTakeFirst()
    if (row === undefined) throw neverOpened(id)
    return { state: stateOf(row), book: bookOf(row), open: row.open.map(intentOf) }
  },

  setMode: async (id, mode, reason) => {
    const { numUpdatedRows } = await db
      .updateTable('portfolio')
      .set({ mode, mode_reason: reason ?? null })
      .where('id', '=', id)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) throw neverOpened(id)
  },
})
