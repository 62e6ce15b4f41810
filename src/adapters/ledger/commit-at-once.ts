import { sql } from 'kysely'
import { canonicalJson } from '../../core/canonical-json'
import type { NewIntent } from '../../ports/ledger'
import type { Db, DecisionRow } from './tables'

/**
 * Commits a decision that posts nothing in one statement, one round trip: on top of the one before it or not at all.
 * False where nothing was written, for whatever reason. Intents are only ever written with a decision: one that this
 * statement is too early to see has moved the sequence on as well.
 */
export const commitAtOnce = async (db: Db, row: DecisionRow, intents: readonly NewIntent[]): Promise<boolean> => {
  const { rows } = await sql`
    with moved as (
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
    insert into bandshift.decision (portfolio, sequence, at, trigger, kind, reasons, due_at, next, inputs, outputs)
    select moved.id, moved.sequence, ${row.at}::bigint, ${row.trigger}::text, ${row.kind}::text, ${row.reasons}::text,
      ${row.due_at}::bigint, ${row.next}::text, ${row.inputs}::text, ${row.outputs}::text
    from moved
    returning sequence`.execute(db)
  return rows.length === 1
}
