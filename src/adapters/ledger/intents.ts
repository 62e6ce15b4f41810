import type { Selectable } from 'kysely'
import { Fault } from '../../core/error'
import { advanceIntent, type IntentKey } from '../../core/execution/intent'
import type { OrderReport } from '../../core/execution/order'
import { fillEntry } from '../../core/portfolio/entries'
import type { Ledger } from '../../ports/ledger'
import { lockPortfolio, postTo } from './entries'
import { intentOf } from './rows'
import { checkReport, reportedState } from './rules'
import { isOpen, type Db, type IntentRow, type Tx } from './tables'

const nameOf = ({ portfolio, sequence, leg }: IntentKey): string => `${portfolio} ${sequence} leg ${leg}`

const lockIntent = async (tx: Tx, key: IntentKey): Promise<Selectable<IntentRow>> => {
  const row = await tx
    .selectFrom('intent')
    .selectAll()
    .where('portfolio', '=', key.portfolio)
    .where('sequence', '=', key.sequence)
    .where('leg', '=', key.leg)
    .forUpdate()
    .executeTakeFirst()
  if (row === undefined) throw new Fault('usage', `no intent ${nameOf(key)} in this ledger`)
  return row
}

const change = async (
  tx: Tx,
  key: IntentKey,
  values: Partial<Pick<Selectable<IntentRow>, 'state' | 'filled_lots' | 'venue_order' | 'reason' | 'changed_at'>>,
): Promise<void> => {
  await tx
    .updateTable('intent')
    .set(values)
    .where('portfolio', '=', key.portfolio)
    .where('sequence', '=', key.sequence)
    .where('leg', '=', key.leg)
    .execute()
}

const takeReport = async (tx: Tx, key: IntentKey, report: OrderReport, at: number): Promise<void> => {
  const { book } = await lockPortfolio(tx, key.portfolio)
  const row = await lockIntent(tx, key)
  const intent = intentOf(row)
  checkReport(intent, report)
  const state = reportedState(row.state, report)
  const fills = report.fills.map((fill) => ({ lots: fill.lots, entry: fillEntry(intent, fill) }))
  const posted = new Set(
    await postTo(
      tx,
      key.portfolio,
      book,
      fills.map(({ entry }) => entry),
    ),
  )
  const lots = fills.reduce((sum, { lots: own, entry }) => sum + (posted.has(entry) ? own : 0), 0)
  if (state === row.state && lots === 0 && row.venue_order === report.venueOrderId) return
  await change(tx, key, {
    state,
    filled_lots: row.filled_lots + lots,
    venue_order: report.venueOrderId,
    reason: report.reason ?? row.reason,
    changed_at: at,
  })
}

/** The ledger's calls on intents. */
export const intentCalls = (db: Db): Pick<Ledger, 'claim' | 'report' | 'close' | 'openIntents' | 'intents'> => ({
  claim: async ({ portfolio, sequence, leg }, at) => {
    const { numUpdatedRows } = await db
      .updateTable('intent')
      .set({ state: 'sent', sent_at: at, changed_at: at })
      .where('portfolio', '=', portfolio)
      .where('sequence', '=', sequence)
      .where('leg', '=', leg)
      .where('state', '=', 'pending')
      .executeTakeFirst()
    return numUpdatedRows === 1n
  },

  report: (key, report, at) => db.transaction().execute((tx) => takeReport(tx, key, report, at)),

  close: (key, state, reason, at) =>
    db.transaction().execute(async (tx) => {
      const row = await lockIntent(tx, key)
      const next = advanceIntent(row.state, { kind: 'closed', state })
      if (next !== row.state) await change(tx, key, { state: next, reason, changed_at: at })
    }),

  openIntents: async (portfolio) => {
    let query = db.selectFrom('intent').selectAll().where(isOpen)
    if (portfolio !== undefined) query = query.where('portfolio', '=', portfolio)
    return (await query.orderBy('created_at').orderBy('portfolio').orderBy('sequence').orderBy('leg').execute()).map(
      intentOf,
    )
  },

  intents: async (portfolio, { limit, before }) => {
    let query = db.selectFrom('intent').selectAll().where('portfolio', '=', portfolio)
    if (before !== undefined) query = query.where('sequence', '<', before)
    const rows = await query.orderBy('sequence', 'desc').fetch(limit, 'with ties').execute()
    return rows.sort((a, b) => b.sequence - a.sequence || b.leg - a.leg).map(intentOf)
  },
})
