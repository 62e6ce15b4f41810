import { Redis } from 'ioredis'
import { Pool } from 'pg'
import { Fault } from '../../core/error'
import type { QueueStore } from './backend'

export type StoredJob = {
  readonly id: string
  readonly state: 'waiting' | 'delayed' | 'active' | 'failed' | 'completed'
  /** Milliseconds since the epoch, of a job that was given a time: while it is delayed, on PostgreSQL also while it waits for a worker. */
  readonly dueAt: number | undefined
}

/** Reads what BullMQ 6.7 keeps and does not tell: when a delayed job is due. */
export type StoredJobs = {
  readonly all: (queue: string) => Promise<readonly StoredJob[]>
  readonly end: () => Promise<void>
}

const onRedis = (url: string, prefix: string, onError: (error: Error) => void): StoredJobs => {
  const redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 3 })
  redis.on('error', onError)
  return {
    all: async (queue) => {
      const key = (part: string): string => `${prefix}:${queue}:${part}`
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
        // The twelve lowest bits order jobs of one millisecond.
        i % 2 === 0 ? [{ id, state: 'delayed' as const, dueAt: Math.floor(Number(delayed[i + 1]) / 4096) }] : [],
      )
      return [...still, ...due]
    },
    end: async () => {
      // Disconnecting what never connected, or has ended, leaves a timer behind.
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

/** A reader of a store; it connects when it is first asked, and lets what was asked be answered before it ends. */
export const readStoredJobs = (store: QueueStore, onError: (error: Error) => void): StoredJobs => {
  const reader =
    store.kind === 'redis' ? onRedis(store.url, store.prefix ?? 'bandshift', onError) : onPostgres(store, onError)
  const running = new Set<Promise<unknown>>()
  let ending = false
  return {
    all: async (queue) => {
      if (ending) throw new Fault('unavailable', 'the job queue is closed')
      const answer = reader.all(queue)
      running.add(answer)
      return answer.finally(() => running.delete(answer))
    },
    end: async () => {
      ending = true
      // A pool that ends forgets who still waits for a session.
      await Promise.allSettled(running)
      await reader.end()
    },
  }
}
