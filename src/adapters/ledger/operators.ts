import type { Ledger } from '../../ports/ledger'
import { killSwitchOf, read, written } from './rows'
import type { Db } from './tables'

/** The ledger's calls for those who operate it. */
export const operatorCalls = (db: Db): Pick<Ledger, 'killSwitch' | 'setKillSwitch' | 'audit' | 'actions'> => ({
  killSwitch: async () => {
    return killSwitchOf(await db.selectFrom('kill_switch').selectAll().executeTakeFirst())
  },

  setKillSwitch: async (engaged, reason, by, at) => {
    await db.updateTable('kill_switch').set({ engaged, reason, engaged_by: by, at }).execute()
  },

  audit: async ({ at, actor, action, portfolio, details }) => {
    await db
      .insertInto('operator_action')
      .values({ at, actor, action, portfolio: portfolio ?? null, details: written(details) })
      .execute()
  },

  actions: async ({ limit, before }) => {
    let query = db.selectFrom('operator_action').selectAll()
    if (before !== undefined) query = query.where('at', '<', before)
    const rows = await query.orderBy('at', 'desc').fetch(limit, 'with ties').execute()
    return rows
      .sort((a, b) => b.at - a.at || b.id - a.id)
      .map(({ at, actor, action, portfolio, details }) => ({
        at,
        actor,
        action,
        portfolio: portfolio ?? undefined,
        details: read(details),
      }))
  },
})
