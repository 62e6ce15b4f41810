import { Redis } from 'ioredis'
import { Pool } from 'pg'
import { Fault } from '../../core/error'
import type { QueueHealth } from '../../ports/job-queue'
import type { QueueStore } from './backend'
import type { StoredQueue } from './outcome'

export type StoredJob = {
  readonly id: string
  readonly state: 'waiting' | 'delayed' | 'active' | 'failed' | 'completed'
  /**
   * Milliseconds since the epoch, of a job that was given a time: while it is delayed, on PostgreSQL also while it
   * waits for a worker.
   */
  readonly dueAt: number | undefined
}

/** Reads from the store what BullMQ 6.7 keeps but does not expose: when a delayed job is due. */
export type StoredJobs = {
  readonly all: (queue: string) => Promise<readonly StoredJob[]>
  /**
   * Since when the job that has been due longest waits for a worker, milliseconds since the epoch; on Redis without
   * waiting jobs that had moved themselves.
   */
  readonly dueSince: (queue: string, now: number) => Promise<number | undefined>
  readonly end: () => Promise<void>
}

const earliest = (times: readonly (number | undefined)[]): number | undefined =>
  times.reduce((first, at) => (first === undefined || (at !== undefined && at < first) ? at : first), undefined)

/** The twelve lowest bits order jobs of one millisecond. */
const dueOf = (score: string): number => Math.floor(Number(score) / 4096)

const onRedis = (url: string, prefix: string, onError: (error: Error) => void): StoredJobs => {
  const redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 3 })
  redis.on('error', onError)
  const keys = (queue: string) => (part: string) => `${prefix}:${queue}:${part}`
  /** When the first waiting job became due, where it never ran before. */
  const firstInLine = async (key: (part: string) => string): Promise<number | undefined> => {
    const id = await redis.lindex(key('wait'), -1)
    const [added, delay, ran] = id ? await redis.hmget(key(id), 'timestamp', 'delay', 'processedOn') : []
    return added && !ran ? Number(added) + Number(delay ?? 0) : undefined
  }
  return {
    dueSince: async (queue, now) => {
      const key = keys(queue)
      const [, score] = await redis.zrange(key('delayed'), 0, 0, 'WITHSCORES')
      const due = [score === undefined ? undefined : dueOf(score), await firstInLine(key)]
      return earliest(due.filter((at) => at !== undefined && at <= now))
    },
    all: async (queue) => {
      const key = keys(queue)
      // One transaction, so that a job which moves is neither missed nor seen twice.
      const answers = await redis
        .multi()
        .lrange(key('wait'), 0, -1)
        .lrange(key('paused'), 0, -1)
        .zrange(key('prioritized'), 0, -1)
        .lrange(key('active'), 0, -1)
        .zrange(key('failed'), 0, -1)
        .zrange(key('completed'), 0, -1)
        .zrange(key('delayed'), 0, -1, 'WITHSCORES')
        .exec()
      const lists = (answers ?? []).map(([error, list]) => {
        if (error) throw error
        return list as string[]
      })
      const names = ['waiting', 'waiting', 'waiting', 'active', 'failed', 'completed'] as const
      const still = names.flatMap((state, i) => lists[i].map((id) => ({ id, state, dueAt: undefined })))
      const delayed = lists[6] ?? []
      const due = delayed.flatMap((id, i) =>
        i % 2 === 0 ? [{ id, state: 'delayed' as const, dueAt: dueOf(delayed[i + 1]) }] : [],
      )
      return [...still, ...due]
    },
    end: async () => {
      // Disconnecting a client that never connected, or has ended, would leave a timer running.
      if (redis.status !== 'end' && redis.status !== 'wait') redis.disconnect()
    },
  }
}

type Row = { readonly id: string; readonly state: StoredJob['state'] | 'waiting-children'; readonly due: string | null }

const onPostgres = (
  { connection, schema = 'bullmq' }: Extract<QueueStore, { kind: 'postgres' }>,
  onError: (error: Error) => void,
): StoredJobs => {
  const pool = new Pool({ ...connection, max: 1 })
  pool.on('error', onError)
  return {
    dueSince: async (queue, now) => {
      const { rows } = await pool.query<{ due: string | null }>(
        `select min(coalesce(process_at_ms, added_at_ms)) as due from "${schema}".job
          where queue = $1 and (state = 'waiting' or state = 'delayed' and process_at_ms <= $2)`,
        [queue, now],
      )
      const due = rows[0]?.due ?? undefined
      return due === undefined ? undefined : Number(due)
    },
    all: async (queue) => {
      const { rows } = await pool.query<Row>(
        `select id, state, process_at_ms as due from "${schema}".job where queue = $1`,
        [queue],
      )
      return rows.map(({ id, state, due }) => {
        const waits = state === 'waiting' || state === 'delayed' || state === 'waiting-children'
        return {
          id,
          state: state === 'waiting-children' ? 'waiting' : state,
          dueAt: waits && due !== null ? Number(due) : undefined,
        }
      })
    },
    end: () => pool.end(),
  }
}

/** A reader of a store; it connects at the first query, and answers the queries under way before it ends. */
export const readStoredJobs = (store: QueueStore, onError: (error: Error) => void): StoredJobs => {
  const reader =
    store.kind === 'redis' ? onRedis(store.url, store.prefix ?? 'bandshift', onError) : onPostgres(store, onError)
  const running = new Set<Promise<unknown>>()
  let ending = false
  const ask = async <T>(read: () => Promise<T>): Promise<T> => {
    if (ending) throw new Fault('unavailable', 'the job queue is closed')
    const answer = read()
    running.add(answer)
    return answer.finally(() => running.delete(answer))
  }
  return {
    all: (queue) => ask(() => reader.all(queue)),
    dueSince: (queue, now) => ask(() => reader.dueSince(queue, now)),
    end: async () => {
      ending = true
      // A pool that ends leaves calls unanswered that still wait for a session.
      await Promise.allSettled(running)
      await reader.end()
    },
  }
}

/** The store's answer; an error of the store becomes an `unavailable` fault. */
export const answered = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (cause) {
    if (cause instanceof Fault) throw cause
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new Fault('unavailable', `the job queue does not answer: ${reason}`, { cause })
  }
}

/** Counts of the jobs of a queue now. */
export const healthOf = (queue: StoredQueue, stored: StoredJobs): Promise<QueueHealth> =>
  answered(async () => {
    const now = Date.now()
    const [counts, paused, workers, due] = await Promise.all([
      queue.getJobCounts('waiting', 'prioritized', 'waiting-children', 'delayed', 'active', 'completed', 'failed'),
      queue.isPaused(),
      queue.getWorkersCount(),
      stored.dueSince(queue.name, now),
    ])
    const of = (...states: readonly string[]): number => states.reduce((sum, state) => sum + (counts[state] ?? 0), 0)
    return {
      kind: queue.name,
      waiting: of('waiting', 'prioritized', 'waiting-children', 'paused'),
      delayed: of('delayed'),
      active: of('active'),
      completed: of('completed'),
      failed: of('failed'),
      paused,
      workers,
      lateMs: due === undefined ? undefined : Math.max(0, now - due),
    }
  })
