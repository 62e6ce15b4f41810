import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { QueueStore } from '../src/adapters/queue/backend'
import { openJobQueue } from '../src/adapters/queue/open'
import { peakRssMiB, type Bench, type Measurement } from './measurement'
import { onEachStore, report, stores } from './queue-stores'

const ids = Array.from({ length: 100 }, (_, i) => `desk-${i}`)

/** Evaluations a second of so many processes on 100 ids that are always due. */
const measure = async (store: QueueStore, processes: number, seconds: number): Promise<number> => {
  const kind = `throughput-${processes}`
  const queue = await openJobQueue(store, report)
  const heart = queue.heartbeat(kind)
  await Promise.all(ids.map((id) => heart.ensure(id, 0)))
  const workers = await Promise.all(
    Array.from({ length: processes }, async () => {
      const worker = fork(join(__dirname, 'heartbeat-worker.js'), [JSON.stringify({ store, kind })])
      await once(worker, 'message')
      return worker
    }),
  )
  const count = async (): Promise<number> => {
    const answers = workers.map(async (worker): Promise<number> => {
      worker.send('count')
      return Number((await once(worker, 'message'))[0])
    })
    return (await Promise.all(answers)).reduce((sum, evaluations) => sum + evaluations, 0)
  }
  await pause(1_000)
  const [from, began] = [await count(), performance.now()]
  await pause(1_000 * seconds)
  const [to, ended] = [await count(), performance.now()]
  const left = workers.map((worker) => once(worker, 'exit'))
  for (const worker of workers) worker.send('stop')
  await Promise.all(left)
  const planned = await heart.planned()
  await queue.close()
  if (planned.length !== ids.length || planned.some(({ state }) => state !== 'waiting'))
    throw new Error(`of ${ids.length} jobs ${planned.length} are left, or some do not wait`)
  return ((to - from) * 1_000) / (ended - began)
}

/** How many evaluations a second do 1, 2 and 4 worker processes reach? */
export const bench: Bench = {
  name: 'heartbeat-throughput',
  parts: stores,
  run: ({ short = false, part } = {}) =>
    onEachStore(part, async (name, store) => {
      const rows: Measurement[] = []
      for (const processes of [1, 2, 4]) {
        const value = await measure(store, processes, short ? 1 : 5)
        const workers = processes === 1 ? '1 worker' : `${processes} workers`
        rows.push({ case: `beats, ${name}, ${workers}`, value, unit: 'beats/s', peakRssMiB: peakRssMiB() })
      }
      return rows
    }),
}
