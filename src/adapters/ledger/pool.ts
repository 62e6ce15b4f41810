import type { PostgresPool, PostgresPoolClient } from 'kysely'
import { DatabaseError, Pool, types, type PoolClient, type PoolConfig } from 'pg'
import { Fault } from '../../core/error'

/**
 * Classes of SQLSTATE that another try can cure, on another session: connection, a statement prepared before the schema
 * changed, resources, rollbacks, an operator's action.
 */
const passing = ['08', '0A', '53', '40', '57', '55', '25', '58']

const isPassing = (code: string | undefined): boolean => code === undefined || passing.includes(code.slice(0, 2))

/**
 * An error of the connection or of PostgreSQL as a fault with its cause: `unavailable` while the server does not
 * answer, is overloaded or going down, `usage` where it refuses the login, `bad-input` where it refuses what was
 * written.
 */
export const databaseFault = (cause: unknown): Fault => {
  if (cause instanceof Fault) return cause
  const reason = cause instanceof Error ? cause.message : String(cause)
  if (!(cause instanceof DatabaseError) || isPassing(cause.code))
    return new Fault('unavailable', `the ledger's database does not answer: ${reason}`, { cause })
  if (['28', '3D', '42'].includes(cause.code?.slice(0, 2) ?? ''))
    return new Fault('usage', `the ledger's database refuses us: ${reason}`, { cause })
  return new Fault('bad-input', `the ledger refuses what was to be written: ${reason}`, { cause })
}

const INT8 = 20

const wholeNumber = (text: string): number => {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new Fault('numerical-domain', `${text} is past 2^53`)
  return value
}

/** Whole numbers of 64 bits come as numbers: all of the ledger's are exact in a double. */
const parsers: NonNullable<PoolConfig['types']> = {
  getTypeParser: (oid, format) => (oid === INT8 ? wholeNumber : types.getTypeParser(oid, format)) as unknown,
} as NonNullable<PoolConfig['types']>

/**
 * How long anything may take, milliseconds: a statement here and at the server, a lock, a connection, an idle
 * transaction.
 */
const limits = { query: 10_000, statement: 8_000, lock: 5_000, connect: 5_000, idle: 10_000 }

/** A commit is answered only when it is on disk, also where the server's default is not to wait. */
const session = [
  'set synchronous_commit = on',
  `set statement_timeout = ${limits.statement}`,
  `set lock_timeout = ${limits.lock}`,
  `set idle_in_transaction_session_timeout = ${limits.idle}`,
].join(';')

/**
 * Most statements that a session keeps parsed. The ledger has fewer; the limit keeps statements with lists of varying
 * length from accumulating.
 */
const mostPrepared = 64
const names = new Map<string, string>()

/** A name for a statement with parameters, under which a session parses and plans it once. */
const named = (text: string, parameters: readonly unknown[]): { readonly name?: string } => {
  if (parameters.length === 0) return {}
  const known = names.get(text)
  if (known !== undefined) return { name: known }
  if (names.size >= mostPrepared) return {}
  const name = `ledger-${names.size}`
  names.set(text, name)
  return { name }
}

/**
 * A pool whose errors are faults, and which drops a session whose failure was not a refusal by the server, so that a
 * broken one is never used again. `onError` is called where a session breaks while idle.
 */
export const openPool = (
  connection: Readonly<PoolConfig>,
  onError: (error: Error) => void,
  sessions: number,
): PostgresPool => {
  const pool = new Pool({
    ...connection,
    types: parsers,
    max: sessions,
    keepAlive: true,
    connectionTimeoutMillis: limits.connect,
    query_timeout: limits.query,
    application_name: 'bandshift-ledger',
  })
  pool.on('error', onError)
  // A session that breaks while it is lent out emits the error itself; the pool does not.
  pool.on('connect', (client) => void client.on('error', () => undefined))
  const known = new WeakMap<PoolClient, PostgresPoolClient>()

  const guarded = (client: PoolClient): PostgresPoolClient => {
    let broken: Error | undefined
    const query = async (text: string, parameters: readonly unknown[]): Promise<unknown> => {
      try {
        return await client.query({ ...named(text, parameters), text, values: [...parameters] })
      } catch (error) {
        const fault = databaseFault(error)
        if (fault.code === 'unavailable') broken = fault
        throw fault
      }
    }
    return { query: query as PostgresPoolClient['query'], release: () => client.release(broken) }
  }

  const connect = async (): Promise<PostgresPoolClient> => {
    let client: PoolClient
    try {
      client = await pool.connect()
    } catch (error) {
      throw databaseFault(error)
    }
    const before = known.get(client)
    if (before !== undefined) return before
    try {
      await client.query(session)
    } catch (error) {
      client.release(true)
      throw databaseFault(error)
    }
    const made = guarded(client)
    known.set(client, made)
    return made
  }
  return { connect, end: () => pool.end() }
}
