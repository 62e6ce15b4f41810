import { sql } from 'kysely'
import { fromMinor } from '../../core/ledger/money'
import type { Ledger } from '../../ports/ledger'
import { lockPortfolio } from './lock-portfolio'
import { postTo } from './post-to'
import { entryOf } from './rows'
import type { Db } from './tables'

/** The ledger's calls on entries. */
export const entryCalls = (db: Db): Pick<Ledger, 'post' | 'entries' | 'activity'> => ({
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

  activity: async (portfolio, since) => {
    const sent = await db
      .selectFrom('intent')
      .select('sent_at')
      .where('portfolio', '=', portfolio)
      .where('sent_at', '>=', since.sent)
      .orderBy('sent_at')
      .execute()
    const { turnover } = await db
      .selectFrom('entry')
      .select(sql<number>`coalesce(sum(turnover), 0)::bigint`.as('turnover'))
      .where('portfolio', '=', portfolio)
      .where('at', '>=', since.turnover)
      .where('turnover', '>', 0)
      .executeTakeFirstOrThrow()
    return { sent: sent.flatMap(({ sent_at }) => sent_at ?? []), turnover: fromMinor(turnover) }
  },
})
