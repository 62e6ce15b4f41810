import type { Ledger, OperatorAction } from '../../ports/ledger'
import { killSwitchOf, read, written } from './rows'
import type { Db } from './tables'

const rowOf = ({ at, actor, action, portfolio, details }: OperatorAction) => ({
  at,
  actor,
  action,
  portfolio: portfolio ?? null,
  details: written(details),
})

/** The ledger's calls for those who operate it. */
export const operatorCalls = (
  db: Db,
): Pick<Ledger, 'killSwitch' | 'setKillSwitch' | 'audit' | 'auditOnce' | 'actions'> => ({
  killSwitch: async () => {
    return killSwitchOf(await db.selectFrom('kill_switch').selectAll().executeTakeFirst())
  },

  setKillSwitch: async (engaged, reason, by, at) => {
    await db.updateTable('kill_switch').set({ engaged, reason, engaged_by: by, at }).execute()
  },

  audit: async (action) => {
    await db.insertInto('operator_action').values(rowOf(action)).execute()
  },

  auditOnce: async (episode, action) => {
    const row = await db
      .insertInto('operator_action')
      .values({ ...rowOf(action), episode })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst()
    return row !== undefined
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
