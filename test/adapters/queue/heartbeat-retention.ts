import { Redis } from 'ioredis'
import { Client } from 'pg'
import { openJobQueue } from '../../../src/adapters/queue/open'
import type { EvaluationHandler } from '../../../src/ports/heartbeat'
import { collectClosers } from '../../support/closers'
import { openJournal } from './journal'
import type { StoreServer } from './store-server'

/** What the store holds in all: rows of every table of the queue, or keys and the entries of the largest of them. */
const sizeOf = async ({ store }: StoreServer): Promise<number> => {
  if (store.kind === 'redis') {
    const redis = new Redis(store.url)
    const keys = await redis.keys('*')
    const sizes = await Promise.all(
      keys.map(async (key) =>
        (await redis.type(key)) === 'stream' ? redis.xlen(key) : await redis.hlen(key).catch(() => 1),
      ),
    )
    redis.disconnect()
    return sizes.reduce((sum, size) => sum + size, 0)
  }
  const client = new Client({ ...store.connection })
  await client.connect()
  const tables = ['job', 'job_log', 'event', 'meta', 'metrics', 'dedup', 'job_dependency', 'scheduler']
  let rows = 0
  for (const table of tables) {
    const answer = await client.query<{ count: string }>(`select count(*) from bullmq.${table}`)
    rows += Number(answer.rows[0].count)
  }
  await client.end()
  return rows
}

/** A store that has run many jobs holds no more than one that has run a few. */
export const itStaysBounded = (server: () => StoreServer): void => {
  const closeLater = collectClosers()

  test('keeps a bounded number of rows or keys through many evaluations, failures and jobs', async () => {
    const queue = await openJobQueue(server().store, () => undefined, 20)
    closeLater(() => queue.close())
    const heartbeat = queue.heartbeat('bounded-evaluations')
    const journal = openJournal<string>()
    const evaluate: EvaluationHandler = async (id) => {
      journal.add(id)
      return { afterMs: 0 }
    }
    const ids = ['desk', 'vault', 'index', 'fund']
    for (const id of ids) await heartbeat.ensure(id, 0)
    await heartbeat.work(evaluate)
    await queue.work('bounded-jobs', async ({ payload }) => {
      if (payload.fails === true) throw new Error('for a reason of some length, kept with the job that failed')
      return null
    })
    const burden = async (evaluations: number, jobs: number): Promise<void> => {
      const before = journal.entries.length
      for (let i = 0; i < jobs; i++) {
        const id = await queue.add({ kind: 'bounded-jobs', payload: { i, fails: i % 2 === 0 } })
        if (i === jobs - 1) await queue.outcome('bounded-jobs', id)
      }
      await journal.until(({ length }) => length >= before + evaluations)
    }
    // Enough for the events of both kinds to be cut once, and then as much again.
    await burden(430, 40)
    const settled = await sizeOf(server())
    await burden(430, 40)
    const later = await sizeOf(server())
    // Both are within what is kept: 1,000 events a kind (cut in steps), 40 jobs, and little else.
    expect(Math.max(settled, later)).toBeLessThan(3_500)
    expect(later - settled).toBeLessThan(700)
  })
}
