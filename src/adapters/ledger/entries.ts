import type { Ledger } from '../../ports/ledger'
import { lockPortfolio } from './lock-portfolio'
import { postTo } from './post-to'
import { entryOf } from './rows'
import type { Db } from './tables'

/** The ledger's calls on entries. */
export const entryCalls = (db: Db): Pick<Ledger, 'post' | 'entries'> => ({
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
})
