import { Kysely, PostgresDialect } from 'kysely'
import type { PoolConfig } from 'pg'
import type { Ledger } from '../../ports/ledger'
import { auditBook, type BookAudit } from './audit-book'
import { decisionCalls } from './decisions'
import { entryCalls } from './entries'
import { intentCalls } from './intents'
import { migrate } from './migrate'
import { operatorCalls } from './operators'
import { openPool } from './pool'
import { portfolioCalls } from './portfolios'
import type { Tables } from './tables'

export type PostgresLedger = Ledger & {
  /** Whether the kept book of a portfolio is the fold of all its entries. */
  readonly auditBook: (portfolio: string) => Promise<BookAudit>
}

export type LedgerOptions = {
  /** Most sessions at a time (default 8). */
  readonly sessions?: number
}

/**
 * Opens the ledger in the schema `bandshift` of a PostgreSQL database, bringing it up to date. `onError` is called
 * where a session breaks while idle; the next call takes a new one. A call whose answer is lost throws `unavailable`
 * and may be made again: repeating a call has no further effect, except for `audit`. Throws `unavailable` where the
 * server does not answer.
 */
export const openLedger = async (
  connection: Readonly<PoolConfig>,
  onError: (error: Error) => void,
  { sessions = 8 }: LedgerOptions = {},
): Promise<PostgresLedger> => {
  await migrate(connection)
  const dialect = new PostgresDialect({ pool: openPool(connection, onError, sessions) })
  const root = new Kysely<Tables>({ dialect })
  const db = root.withSchema('bandshift')
  return {
    ...portfolioCalls(db),
    ...decisionCalls(db),
    ...intentCalls(db),
    ...entryCalls(db),
    ...operatorCalls(db),
    auditBook: (portfolio) => auditBook(db, portfolio),
    end: () => root.destroy(),
  }
}
