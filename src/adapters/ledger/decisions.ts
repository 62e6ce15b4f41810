import { sql } from 'kysely'
import { canonicalJson } from '../../core/canonical-json'
import { Fault } from '../../core/error'
import { foldEntries } from '../../core/portfolio/book'
import type { DecisionRecord, Ledger, NewIntent } from '../../ports/ledger'
import { insertEntries, lockPortfolio } from './entries'
import { decisionOf, decisionRow, summaryOf } from './rows'
import { joinStrategy, splitStrategy, type StoredDecision } from './strategies'
import { isOpen, type Db, type StoredDecisionRow, type Tx } from './tables'

/**
 * Commits a decision that posts nothing in one statement, one round trip: on top of the one before it or not at all.
 * False where nothing was written. Intents are written with a decision alone, so that an intent which this statement
 * does not see yet has raised the sequence as well.
 */
const commitAtOnce = async (
  db: Db,
  { row, strategy }: StoredDecision,
  intents: readonly NewIntent[],
): Promise<boolean> => {
  const { rows } = await sql`
    with known as (
      insert into bandshift.strategy (id, body)
      select own.id, own.body from (select ${strategy?.id}::text as id, ${strategy?.body}::text as body) as own
      where own.id is not null
      on conflict (id) do nothing
    ), moved as (
      update bandshift.portfolio
      set sequence = ${row.sequence}::bigint, due_at = ${row.due_at}::bigint, evaluated_at = ${row.at}::bigint,
        last = ${row.next}::text
      where id = ${row.portfolio}::text and sequence = ${row.sequence}::bigint - 1
        and (${intents.length}::int = 0 or not exists (
          select from bandshift.intent
          where intent.portfolio = ${row.portfolio}::text and intent.state in ('pending', 'sent', 'working')
        ))
      returning id, sequence, evaluated_at
    ), ordered as (
      insert into bandshift.intent (portfolio, sequence, leg, label, venue, instruction, created_at, changed_at)
      select moved.id, moved.sequence, leg, label, venue, instruction, moved.evaluated_at, moved.evaluated_at
      from moved, unnest(
        ${intents.map(({ leg }) => leg)}::int[], ${intents.map(({ label }) => label)}::text[],
        ${intents.map(({ venue }) => venue)}::text[], ${intents.map(({ order }) => canonicalJson(order))}::text[]
      ) as own (leg, label, venue, instruction)
    )
    insert into bandshift.decision
      (portfolio, sequence, at, trigger, kind, reasons, due_at, next, inputs, outputs, strategy)
    select moved.id, moved.sequence, ${row.at}::bigint, ${row.trigger}::text, ${row.kind}::text, ${row.reasons}::text,
      ${row.due_at}::bigint, ${row.next}::text, ${row.inputs}::text, ${row.outputs}::text, ${row.strategy}::text
    from moved
    returning sequence`.execute(db)
  return rows.length === 1
}

const summary = ['portfolio', 'sequence', 'at', 'trigger', 'kind', 'reasons', 'due_at', 'next'] as const

/** Whether exactly this record is in the ledger, as after a commit whose answer was lost. */
const stands = async (tx: Tx, row: StoredDecisionRow): Promise<boolean> => {
  const kept = await tx
    .selectFrom('decision')
    .selectAll()
    .where('portfolio', '=', row.portfolio)
    .where('sequence', '=', row.sequence)
    .executeTakeFirst()
  return kept !== undefined && canonicalJson(kept) === canonicalJson(row)
}

const hasOpenIntents = async (tx: Tx, portfolio: string): Promise<boolean> => {
  const found = await tx
    .selectFrom('intent')
    .select('leg')
    .where('portfolio', '=', portfolio)
    .where(isOpen)
    .limit(1)
    .executeTakeFirst()
  return found !== undefined
}

const insertIntents = (tx: Tx, record: DecisionRecord, intents: readonly NewIntent[]): Promise<unknown> =>
  tx
    .insertInto('intent')
    .values(
      intents.map(({ leg, label, venue, order }) => ({
        portfolio: record.portfolio,
        sequence: record.sequence,
        leg,
        label,
        venue,
        instruction: canonicalJson(order),
        created_at: record.at,
        changed_at: record.at,
      })),
    )
    .execute()

const commit = (db: Db): Ledger['commit'] => {
  const attempt = async (
    tx: Tx,
    { row, strategy }: StoredDecision,
    [record, intents, entries = []]: Parameters<Ledger['commit']>,
  ): Promise<'committed' | 'stale'> => {
    const { portfolio, sequence } = record
    const kept = await lockPortfolio(tx, portfolio)
    if (kept.sequence >= sequence) return (await stands(tx, row)) ? 'committed' : 'stale'
    if (kept.sequence + 1 < sequence) return 'stale'
    if (intents.length > 0 && (await hasOpenIntents(tx, portfolio))) return 'stale'
    if (strategy !== undefined)
      await tx
        .insertInto('strategy')
        .values(strategy)
        .onConflict((of) => of.column('id').doNothing())
        .execute()
    await tx.insertInto('decision').values(row).execute()
    if (intents.length > 0) await insertIntents(tx, record, intents)
    const fresh = await insertEntries(tx, portfolio, kept.book, entries)
    const state = { sequence, due_at: record.dueAt, evaluated_at: record.at, last: row.next }
    await tx
      .updateTable('portfolio')
      .set(fresh.length > 0 ? { ...state, book: canonicalJson(foldEntries(fresh, kept.book)) } : state)
      .where('id', '=', portfolio)
      .execute()
    return 'committed'
  }
  return async (...given) => {
    const [record, intents, entries = []] = given
    if (intents.length > 0 && record.kind !== 'trade')
      throw new Fault('bad-input', `a decision to ${record.kind} has no orders, got ${intents.length}`)
    const stored = splitStrategy(decisionRow(record), record.inputs)
    if (entries.length === 0 && (await commitAtOnce(db, stored, intents))) return 'committed'
    return db.transaction().execute((tx) => attempt(tx, stored, given))
  }
}

/** The ledger's calls on decisions. */
export const decisionCalls = (db: Db): Pick<Ledger, 'commit' | 'decision' | 'decisions'> => ({
  commit: commit(db),

  decision: async (portfolio, sequence) => {
    const row = await db
      .selectFrom('decision')
      .leftJoin('strategy', 'strategy.id', 'decision.strategy')
      .selectAll('decision')
      .select('strategy.body')
      .where('portfolio', '=', portfolio)
      .where('sequence', '=', sequence)
      .executeTakeFirst()
    if (row === undefined) return undefined
    const record = decisionOf(row)
    return { ...record, inputs: joinStrategy(record.inputs, row.body) }
  },

  decisions: async (portfolio, { limit, before }) => {
    let query = db.selectFrom('decision').select(summary).where('portfolio', '=', portfolio)
    if (before !== undefined) query = query.where('sequence', '<', before)
    return (await query.orderBy('sequence', 'desc').limit(limit).execute()).map(summaryOf)
  },
})
