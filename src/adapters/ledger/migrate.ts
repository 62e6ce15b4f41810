import { Client, type PoolConfig } from 'pg'
import { Fault } from '../../core/error'
import { databaseFault } from './faults'
import { migrations, type Migration } from './migrations'

/** Held while the schema is made, so that of several processes that start together one does it. */
const lock = 4_702_384_118

/**
 * Brings the schema `bandshift` up to date in one transaction; nothing where it is. Any number of processes may do so
 * at once. Throws `usage` where the schema is newer than this program.
 */
export const migrate = async (
  connection: Readonly<PoolConfig>,
  steps: readonly Migration[] = migrations,
): Promise<void> => {
  const client = new Client({ ...connection, connectionTimeoutMillis: 5_000, statement_timeout: 60_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query('begin')
    await client.query('select pg_advisory_xact_lock($1)', [lock])
    await client.query('create schema if not exists bandshift')
    await client.query(
      'create table if not exists bandshift.migration (version integer primary key, at timestamptz not null default now())',
    )
    const { rows } = await client.query<{ version: number }>(
      'select coalesce(max(version), 0) as version from bandshift.migration',
    )
    const current = rows[0]?.version ?? 0
    const newest = Math.max(0, ...steps.map(({ version }) => version))
    if (current > newest)
      throw new Fault(
        'usage',
        `the ledger's database has schema ${current}, this program knows ${newest}: use a newer one`,
      )
    for (const { version, sql } of steps.filter((step) => step.version > current)) {
      await client.query(sql)
      await client.query('insert into bandshift.migration (version) values ($1)', [version])
    }
    await client.query('commit')
  } catch (error) {
    throw databaseFault(error)
  } finally {
    await client.end()
  }
}
