import type { QueueStore } from '../src/adapters/queue/backend'
import { openJobQueue } from '../src/adapters/queue/open'
import { peakRssMiB, type Bench, type Measurement } from './measurement'
import { onEachStore, report, stores } from './queue-stores'

type Rounds = { readonly warmUp: number; readonly measured: number }

/** Times from before `add` to the first line of the handler, one job at a time, milliseconds, sorted. */
const measure = async (store: QueueStore, rounds: Rounds): Promise<readonly number[]> => {
  const queue = await openJobQueue(store, report)
  const began = new Map<number, (at: number) => void>()
  await queue.work('latency', ({ payload }) => {
    began.get(Number(payload.round))?.(performance.now())
    return Promise.resolve(payload.round ?? null)
  })
  const times: number[] = []
  let correct = 0
  for (let round = 0; round < rounds.warmUp + rounds.measured; round++) {
    const started = new Promise<number>((resolve) => began.set(round, resolve))
    const added = performance.now()
    const id = await queue.add({ kind: 'latency', payload: { round } })
    const at = await started
    const outcome = await queue.outcome('latency', id)
    if (outcome.state === 'completed' && outcome.result === round) correct++
    if (round >= rounds.warmUp) times.push(at - added)
  }
  await queue.close()
  if (correct !== rounds.warmUp + rounds.measured) throw new Error('a job gave a wrong result')
  return times.sort((a, b) => a - b)
}

const rows = (store: string, times: readonly number[]): readonly Measurement[] =>
  [0.5, 0.99].map((level) => ({
    case: `add to start, ${store}, p${level * 100}`,
    value: times[Math.min(times.length - 1, Math.floor(level * times.length))],
    unit: 'ms',
    peakRssMiB: peakRssMiB(),
  }))

/** How long after it is added does a job start? */
export const bench: Bench = {
  name: 'queue-latency',
  parts: stores,
  run: async ({ short = false, part } = {}) => {
    const rounds = short ? { warmUp: 5, measured: 20 } : { warmUp: 20, measured: 200 }
    return onEachStore(part, async (name, store) => rows(name, await measure(store, rounds)))
  },
}
