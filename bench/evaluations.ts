import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { DatabaseConnection } from '../src/adapters/database/connection'
import { openLedger } from '../src/adapters/ledger/open'
import { openJobQueue } from '../src/adapters/queue/open'
import { traceDecisions } from './decision-trace'
import type { EvaluatingTask } from './evaluating'
import { openLiveDesk } from './live-desk'
import { peakRssMiB, type Bench, type Measurement } from './measurement'
import { onEachStoreWithLedger, report, stores } from './queue-stores'

const portfolios = 100

const perSecond = (count: number, began: number): number => (1_000 * count) / (performance.now() - began)

/** Decisions a second of one process without a queue, eight at a time; opens the hedges first. */
const withoutQueue = async (connection: DatabaseConnection, seconds: number): Promise<number> => {
  let committed = 0
  const desk = await openLiveDesk({
    ...{ connection, portfolios, step: 0, interval: { least: 0.001, most: 0.001 } },
    traced: traceDecisions(() => committed++),
  })
  for (const id of desk.ids) await desk.engine.evaluate(id, 'scheduled')
  const [from, began] = [committed, performance.now()]
  const lanes = Array.from({ length: 8 }, async (_, lane) => {
    for (let place = lane; performance.now() - began < 1_000 * seconds; place += 8)
      await desk.engine.evaluate(desk.ids[place % portfolios], 'operator')
  })
  await Promise.all(lanes)
  const rate = perSecond(committed - from, began)
  await desk.close()
  return rate
}

/** Decisions a second of so many worker processes on 100 portfolios that are always due. */
const measure = async (task: Omit<EvaluatingTask, 'kind' | 'portfolios'>, processes: number, seconds: number) => {
  const kind = `evaluations-${processes}`
  const queue = await openJobQueue(task.store, report)
  const heart = queue.heartbeat(kind)
  await Promise.all(Array.from({ length: portfolios }, (_, place) => heart.ensure(`desk-${place}`, 0)))
  const workers = await Promise.all(
    Array.from({ length: processes }, async () => {
      const worker = fork(join(__dirname, 'evaluating.js'), [JSON.stringify({ ...task, kind, portfolios })])
      await once(worker, 'message')
      return worker
    }),
  )
  const count = async (): Promise<number> => {
    const answers = workers.map(async (worker): Promise<number> => {
      worker.send('count')
      return Number((await once(worker, 'message'))[0])
    })
    return (await Promise.all(answers)).reduce((sum, one) => sum + one, 0)
  }
  await pause(1_000)
  const [from, began] = [await count(), performance.now()]
  await pause(1_000 * seconds)
  const rate = perSecond((await count()) - from, began)
  const left = workers.map((worker) => once(worker, 'exit'))
  for (const worker of workers) worker.send('stop')
  await Promise.all(left)
  await queue.close()
  return rate
}

/** Every decision is in the ledger once, without a gap. */
const check = async (connection: DatabaseConnection): Promise<void> => {
  const ledger = await openLedger({ ...connection }, report)
  for (const { id, sequence } of await ledger.portfolios()) {
    const [newest, before] = await ledger.decisions(id, { limit: 2 })
    if (newest.sequence !== sequence || before.sequence !== sequence - 1) throw new Error(`${id} misses a decision`)
    if ((await ledger.openIntents(id)).length > 0) throw new Error(`${id} has an open order`)
  }
  await ledger.end()
}

const row = (name: string, value: number): Measurement => ({
  ...{ case: name, value, unit: 'decisions/s' },
  peakRssMiB: peakRssMiB(),
})

/** How many decisions a second do 1, 2 and 4 worker processes commit? */
export const bench: Bench = {
  name: 'evaluations',
  parts: stores,
  run: ({ short = false, part } = {}) =>
    onEachStoreWithLedger(part, async (name, store, connection) => {
      const seconds = short ? 1 : 5
      const rows = [row(`ceiling: no queue, beside ${name}`, await withoutQueue(connection, seconds))]
      for (const processes of [1, 2, 4]) {
        const value = await measure({ store, connection }, processes, seconds)
        rows.push(row(`${name}, ${processes === 1 ? '1 worker' : `${processes} workers`}`, value))
      }
      await check(connection)
      return rows
    }),
}
