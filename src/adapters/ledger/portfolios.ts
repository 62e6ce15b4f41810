import { randomInt } from 'node:crypto'
import { sql } from 'kysely'
import { jsonArrayFrom, jsonObjectFrom } from 'kysely/helpers/postgres'
import { canonicalJson } from '../../core/canonical-json'
import { emptyBook } from '../../core/portfolio/book'
import { fromMinor } from '../../core/portfolio/ledger/money'
import type { PortfolioState } from '../../core/portfolio/portfolio'
import type { Ledger, PortfolioView } from '../../ports/ledger'
import { postTo } from './entries'
import { bookOf, intentOf, killSwitchOf, stateOf } from './rows'
import { neverOpened } from './rules'
import { isOpen, type Db, type Tx } from './tables'

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789'
const drawEpoch = (): string => Array.from({ length: 6 }, () => letters[randomInt(letters.length)]).join('')

const columns = ['id', 'epoch', 'sequence', 'mode', 'mode_reason', 'due_at', 'evaluated_at', 'last'] as const

const stateFrom = async (db: Db | Tx, id: string): Promise<PortfolioState> => {
  const row = await db.selectFrom('portfolio').select(columns).where('id', '=', id).executeTakeFirst()
  if (row === undefined) throw neverOpened(id)
  return stateOf(row)
}

/** One statement, so that state, book and intents are of one moment. */
const viewed = (db: Db, id: string) =>
  db
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

type ViewRow = Parameters<typeof stateOf>[0] &
  Parameters<typeof bookOf>[0] & { readonly open: readonly Parameters<typeof intentOf>[0][] }

const viewOf = (row: ViewRow): PortfolioView => ({
  state: stateOf(row),
  book: bookOf(row),
  open: row.open.map(intentOf),
})

/** The ledger's calls on portfolios. */
export const portfolioCalls = (
  db: Db,
): Pick<Ledger, 'open' | 'portfolios' | 'timetable' | 'portfolio' | 'standing' | 'setMode'> => ({
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

  timetable: async () => {
    const rows = await db
      .selectFrom('portfolio')
      .select(['id', 'mode', 'due_at', 'evaluated_at'])
      .orderBy('id')
      .execute()
    return rows.map(({ id, mode, due_at, evaluated_at }) => ({
      id,
      mode,
      dueAt: due_at ?? undefined,
      evaluatedAt: evaluated_at ?? undefined,
    }))
  },

  portfolio: async (id) => {
    const row = await viewed(db, id).executeTakeFirst()
    if (row === undefined) throw neverOpened(id)
    return viewOf(row)
  },

  standing: async (id, since) => {
    const row = await viewed(db, id)
      .select((eb) => [
        jsonObjectFrom(eb.selectFrom('kill_switch').selectAll()).as('kill_switch'),
        jsonArrayFrom(
          eb
            .selectFrom('intent')
            .select('sent_at')
            .whereRef('intent.portfolio', '=', 'portfolio.id')
            .where('sent_at', '>=', since.sent)
            .orderBy('sent_at'),
        ).as('sent'),
        eb
          .selectFrom('entry')
          .select(sql<number>`coalesce(sum(turnover), 0)::bigint`.as('turnover'))
          .whereRef('entry.portfolio', '=', 'portfolio.id')
          .where('at', '>=', since.turnover)
          .where('turnover', '>', 0)
          .as('turnover'),
      ])
      .executeTakeFirst()
    if (row === undefined) throw neverOpened(id)
    return {
      ...viewOf(row),
      killSwitch: killSwitchOf(row.kill_switch),
      sent: row.sent.flatMap(({ sent_at }) => sent_at ?? []),
      turnover: fromMinor(row.turnover ?? 0),
    }
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
