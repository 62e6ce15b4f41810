import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { DatabaseConnection } from '../src/adapters/database/connection'
import type { QueueStore } from '../src/adapters/queue/backend'
import { openJobQueue } from '../src/adapters/queue/open'
import { traceDecisions, type Decided } from './decision-trace'
import { openLiveDesk } from './live-desk'
import { percentiles, type Bench, type Measurement } from './measurement'
import { onEachStoreWithLedger, report, stores } from './queue-stores'

/** The lower bound of a commit: a page of 8 KiB written and brought to the disk, so many times, 10 ms apart. */
const diskFloor = async (times: number): Promise<readonly Measurement[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'bandshift-disk-'))
  const file = openSync(join(folder, 'page'), 'w')
  const taken: number[] = []
  try {
    const page = Buffer.alloc(8_192, 'x')
    for (let i = 0; i < times; i++) {
      await pause(10)
      const began = performance.now()
      writeSync(file, page)
      fdatasyncSync(file)
      taken.push(performance.now() - began)
    }
  } finally {
    closeSync(file)
    rmSync(folder, { recursive: true, force: true })
  }
  return percentiles('floor: a page to the disk', taken, 'ms')
}

const portfolios = 100
/**
 * Seconds between two decisions of a portfolio, and how many of each are measured after some that are not: the first
 * ones open the hedge, and the disk is still busy with a database that was just made.
 */
type Pace = { readonly seconds: number; readonly warmUp: number; readonly rounds: number }

const measure = async (store: QueueStore, connection: DatabaseConnection, { seconds, warmUp, rounds }: Pace) => {
  const due = new Map<string, number>()
  const counts = new Map<string, number>()
  const taken: (Decided & { readonly due: number })[] = []
  let finish: () => void = () => undefined
  const finished = new Promise<void>((resolve) => (finish = resolve))
  const onDecided = (decided: Decided): void => {
    const { portfolio, trigger, dueAt } = decided.record
    const planned = due.get(portfolio)
    const count = (counts.get(portfolio) ?? 0) + 1
    counts.set(portfolio, count)
    // After an order the next evaluation comes sooner than the decision to trade set.
    if (decided.record.kind === 'hold') due.set(portfolio, dueAt)
    else due.delete(portfolio)
    if (trigger === 'scheduled' && planned !== undefined && count > warmUp) taken.push({ ...decided, due: planned })
    if (taken.length >= portfolios * rounds) finish()
  }
  const desk = await openLiveDesk({
    ...{ connection, portfolios, step: 2e-6, interval: { least: seconds, most: seconds } },
    traced: traceDecisions(onDecided),
  })
  const queue = await openJobQueue(store, report)
  const heart = queue.heartbeat(`hedge-evaluation-${seconds}`)
  for (const [place, id] of desk.ids.entries()) await heart.ensure(id, (place * 1_000 * seconds) / portfolios)
  await heart.work(desk.engine.scheduled)
  const ticking = setInterval(() => desk.live.market.apply(desk.quote()), 50)
  await finished
  clearInterval(ticking)
  await queue.close()
  await desk.close()
  const early = Math.max(...taken.map((one) => one.due - one.began))
  if (early > 1_000) throw new Error(`a decision was made ${early / 1_000} ms before it was due`)
  return taken
}

const rows = (store: string, taken: Awaited<ReturnType<typeof measure>>): readonly Measurement[] => {
  const between = (name: string, time: (one: (typeof taken)[number]) => number, most?: number) =>
    percentiles(
      `${name}, ${store}`,
      taken.map((one) => time(one) / 1_000),
      'ms',
      most,
    )
  return [
    ...between('due to committed', ({ due, committed }) => committed - due, store.startsWith('Redis') ? 10 : 25),
    ...between('… due to begun', ({ due, began }) => began - due),
    ...between('… ledger read', ({ began, read }) => read - began),
    ...between('… gathered and decided', ({ read, decided }) => decided - read),
    ...between('… committed', ({ decided, committed }) => committed - decided),
  ]
}

/**
 * How long after a job is due does its decision stand in the ledger, with 100 portfolios that decide every second, or
 * every five?
 */
export const bench: Bench = {
  name: 'due-to-committed',
  parts: stores,
  run: async ({ short = false, part } = {}) => [
    ...(part === 'redis' ? [] : await diskFloor(short ? 100 : 1_000)),
    ...(await onEachStoreWithLedger(part, async (name, store, connection) => {
      const often = { seconds: 1, warmUp: short ? 3 : 12, rounds: short ? 3 : 20 }
      const paces = short ? [often] : [often, { seconds: 5, warmUp: 4, rounds: 5 }]
      const measured: Measurement[] = []
      for (const pace of paces)
        measured.push(...rows(`${name}, every ${pace.seconds} s`, await measure(store, connection, pace)))
      return measured
    })),
  ],
}
