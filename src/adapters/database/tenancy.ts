import { Client } from 'pg'
import type { DatabaseConnection } from './connection'

/** Held shared by every process that uses the embedded server; who gets it alone may stop the server. */
const lock = 4_702_384_117

export type Tenancy = {
  /** Gives up the share; true where nobody else holds one, and then nobody can take one until the session ends. */
  readonly leave: () => Promise<boolean>
  readonly end: () => Promise<void>
}

/** Joins the users of a server. Rejects where the server does not answer, is going down, or does not know the password. */
export const joinTenants = async (
  connection: DatabaseConnection,
  onError: (error: Error) => void,
): Promise<Tenancy> => {
  const client = new Client({ ...connection, connectionTimeoutMillis: 5_000, application_name: 'bandshift-tenant' })
  client.on('error', onError)
  try {
    await client.connect()
    await client.query('select pg_advisory_lock_shared($1)', [lock])
  } catch (error) {
    await client.end()
    throw error
  }
  return {
    leave: async () => {
      await client.query('select pg_advisory_unlock_shared($1)', [lock])
      const { rows } = await client.query<{ alone: boolean }>('select pg_try_advisory_lock($1) as alone', [lock])
      return rows[0]?.alone === true
    },
    end: () => client.end(),
  }
}
