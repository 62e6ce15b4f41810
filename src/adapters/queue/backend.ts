import {
  createPostgresBackend,
  createRedisBackend,
  runMigrations,
  type BackendFactory,
  type ConnectionOptions,
  type IQueueBackend,
  type PostgresPoolConfig,
} from 'bullmq'
import { Redis } from 'ioredis'
import { Client } from 'pg'
import { Fault } from '../../core/error'
import { mendClaims, refuseLateListening } from './mend-bullmq'

/** Where the jobs are kept. */
export type QueueStore =
  | { readonly kind: 'redis'; readonly url: string; readonly prefix?: string }
  | { readonly kind: 'postgres'; readonly connection: Readonly<PostgresPoolConfig>; readonly schema?: string }

/** The options with which BullMQ's classes run on a store. */
export type QueueBackend = {
  readonly options: { readonly connection: ConnectionOptions | PostgresPoolConfig; readonly prefix: string }
  /** The same for a class whose calls fail after a few seconds while the store is down, instead of waiting for it. */
  readonly failFast: QueueBackend['options']
  readonly factory: BackendFactory<IQueueBackend, ConnectionOptions | PostgresPoolConfig>
  /** The same store for evaluation jobs. */
  readonly evaluations: Omit<QueueBackend, 'evaluations'>
}

const unreachable = (store: string, cause: unknown): Fault =>
  new Fault('unavailable', `the job queue's ${store} does not answer: ${cause instanceof Error ? cause.message : ''}`, {
    cause,
  })

const openRedis = async (url: string, prefix = 'bandshift'): Promise<QueueBackend> => {
  const probe = new Redis(url, { lazyConnect: true, connectTimeout: 5_000, retryStrategy: () => null })
  let reason: Error | undefined
  probe.on('error', (error) => (reason = error))
  try {
    await probe.connect()
    await probe.ping()
  } catch (cause) {
    throw unreachable('Redis', reason ?? cause)
  } finally {
    // Disconnecting a client that has ended would leave a timer running.
    if (probe.status !== 'end') probe.disconnect()
  }
  const evaluations: QueueBackend['evaluations'] = {
    options: { connection: { url, maxRetriesPerRequest: null }, prefix },
    failFast: { connection: { url, maxRetriesPerRequest: 3 }, prefix },
    factory: (name, options, roles) => createRedisBackend(name, options, roles),
  }
  return { ...evaluations, evaluations }
}

/** Sessions a class may use at once; a process has a handful of classes, a default server 100 sessions. */
const sessions = 4

/**
 * Evaluation jobs do not wait for the disk: one that a server loses in a crash runs again, and the ledger keeps each
 * decision once.
 */
const asynchronousCommit = '-c synchronous_commit=off'

const openPostgres = async (given: Readonly<PostgresPoolConfig>, schema = 'bullmq'): Promise<QueueBackend> => {
  const client = new Client({ ...given, connectionTimeoutMillis: 5_000 })
  let reason: Error | undefined
  client.on('error', (error) => (reason = error))
  try {
    await client.connect()
    await runMigrations(client, schema)
    await mendClaims(client, schema)
  } catch (cause) {
    if (cause instanceof Fault) throw cause
    throw unreachable('PostgreSQL', reason ?? cause)
  } finally {
    await client.end()
  }
  const on = (connection: PostgresPoolConfig): Omit<QueueBackend, 'evaluations'> => {
    const options = { connection, prefix: 'bandshift' }
    return {
      options,
      failFast: options,
      factory: (name, own, roles) => refuseLateListening(createPostgresBackend(name, { ...own, connection }, roles)),
    }
  }
  const shared = { ...given, schema, max: sessions }
  return { ...on(shared), evaluations: on({ ...shared, options: asynchronousCommit }) }
}

/** Connects BullMQ to a store, bringing its schema up to date. Throws `unavailable` where the store does not answer. */
export const openBackend = (store: QueueStore): Promise<QueueBackend> =>
  store.kind === 'redis' ? openRedis(store.url, store.prefix) : openPostgres(store.connection, store.schema)
