import type { QueueStore } from '../src/adapters/queue/backend'
import { openJobQueue } from '../src/adapters/queue/open'
import { peakRssMiB, type Bench, type Measurement } from './measurement'
import { onEachStore, report, stores } from './queue-stores'

const ids = Array.from({ length: 100 }, (_, i) => `desk-${i}`)

/** Milliseconds between two evaluations of an id; the ids are spread over it. */
const interval = 1_000

/** Milliseconds from when an evaluation was due to when it began, sorted. The first one of an id is warm-up. */
const measure = async (store: QueueStore, rounds: number): Promise<readonly number[]> => {
  const queue = await openJobQueue(store, report)
  const heart = queue.heartbeat('lateness')
  const due = new Map<string, number>()
  const counts = new Map<string, number>()
  const late: number[] = []
  let finish: () => void = () => undefined
  const finished = new Promise<void>((resolve) => (finish = resolve))
  await heart.work(async (id) => {
    const now = Date.now()
    const dueAt = due.get(id)
    if (dueAt !== undefined) late.push(now - dueAt)
    const count = (counts.get(id) ?? 0) + 1
    counts.set(id, count)
    if (count > rounds) {
      if (late.length === rounds * ids.length) finish()
      return undefined
    }
    due.set(id, now + interval)
    return { afterMs: interval }
  })
  for (const [i, id] of ids.entries()) await heart.ensure(id, (i * interval) / ids.length)
  await finished
  await queue.close()
  if (late.some((ms) => ms < -1)) throw new Error('an evaluation came before it was due')
  if (ids.some((id) => counts.get(id) !== rounds + 1)) throw new Error('an evaluation was missed or doubled')
  return late.sort((a, b) => a - b)
}

const rows = (store: string, late: readonly number[]): readonly Measurement[] =>
  [0.5, 0.99].map((level) => ({
    case: `due to begun, 100 ids a second, ${store}, p${level * 100}`,
    value: late[Math.min(late.length - 1, Math.floor(level * late.length))],
    unit: 'ms',
    peakRssMiB: peakRssMiB(),
    ...(level === 0.99 ? { target: { atMost: store.startsWith('Redis') ? 10 : 25 } } : {}),
  }))

/** How late does a portfolio's heartbeat come? */
export const bench: Bench = {
  name: 'heartbeat-lateness',
  parts: stores,
  run: ({ short = false, part } = {}) =>
    onEachStore(part, async (name, store) => rows(name, await measure(store, short ? 2 : 20))),
}
