import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import type { DatabaseConnection } from './connection'

/**
 * Lock that every process using the embedded server holds shared; the process that gets it exclusively may stop the
 * server.
 */
const lock = 4_702_384_117

/** First and longest pause between two tries to come back, milliseconds. */
const firstPause = 250
const longestPause = 5_000

export type Tenancy = {
  /** Gives up the share; true where no other process holds one, and then none can take one until the session ends. */
  readonly leave: () => Promise<boolean>
  readonly end: () => Promise<void>
}

const join = async (connection: DatabaseConnection, onError: (error: Error) => void): Promise<Client> => {
  const client = new Client({ ...connection, connectionTimeoutMillis: 5_000, application_name: 'bandshift-tenant' })
  client.on('error', onError)
  try {
    await client.connect()
    await client.query('select pg_advisory_lock_shared($1)', [lock])
  } catch (error) {
    await client.end()
    throw error
  }
  return client
}

/**
 * Joins the users of a server, and rejoins, without a limit of tries, whenever the session is lost; before each try
 * `revive` may start a server that is dead. Rejects where the server does not answer, is going down, or refuses the
 * password.
 */
export const joinTenants = async (
  connection: DatabaseConnection,
  onError: (error: Error) => void,
  revive: () => Promise<void>,
): Promise<Tenancy> => {
  let client = await join(connection, onError)
  const leaving = new AbortController()
  let returning = Promise.resolve()

  const comeBack = async (): Promise<void> => {
    for (let wait = firstPause; !leaving.signal.aborted; wait = Math.min(2 * wait, longestPause)) {
      try {
        await revive()
        client = await join(connection, onError)
        watch()
        return
      } catch {
        // The server is still down; the caller received an error when the session broke.
        await pause(wait, undefined, { signal: leaving.signal }).catch(() => undefined)
      }
    }
  }
  const watch = (): void => {
    client.once('end', () => {
      if (!leaving.signal.aborted) returning = comeBack()
    })
  }
  watch()
  return {
    leave: async () => {
      leaving.abort()
      await returning
      try {
        await client.query('select pg_advisory_unlock_shared($1)', [lock])
        const { rows } = await client.query<{ alone: boolean }>('select pg_try_advisory_lock($1) as alone', [lock])
        return rows[0]?.alone === true
      } catch (error) {
        onError(error instanceof Error ? error : new Error(String(error)))
        return true
      }
    },
    end: () => client.end(),
  }
}
