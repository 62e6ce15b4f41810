import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEmbedded } from '../src/adapters/database/embedded'
import { openLedger, type PostgresLedger } from '../src/adapters/ledger/open'
import type { Approved } from '../src/core/execution/order'
import type { DecisionRecord, NewIntent } from '../src/ports/ledger'
import { peakRssMiB, type Bench, type Measurement } from './measurement'

type Rounds = { readonly warmUp: number; readonly measured: number }

const report = (error: Error): void => void process.stderr.write(`ledger-commit: ${error.message}\n`)
const began = 1_700_000_000_000_000

/** About what a hedge decision keeps: 12 kB of inputs and 4 kB of outputs. */
const filled = (bytes: number): readonly number[] =>
  Array.from({ length: bytes / 20 }, (_, place) => Math.sin(place + 1))

const aRecord = (sequence: number, kind: 'hold' | 'trade'): DecisionRecord => ({
  portfolio: 'bench',
  sequence,
  at: began + sequence,
  trigger: 'scheduled',
  kind,
  reasons: ['inside-band'],
  dueAt: began + sequence + 1,
  next: { dueAt: began + sequence + 1 },
  inputs: { sequence, values: filled(12_000) },
  outputs: { sequence, values: filled(4_000) },
})

const order: Omit<Approved, 'leg'> = {
  instrument: 'paper/BTC',
  side: 'buy',
  lots: 3,
  lot: 0.01,
  price: 50_000,
  limitPrice: 50_100,
  reduces: true,
} as Approved

const twoIntents = (sequence: number): readonly NewIntent[] =>
  [0, 1].map((leg) => ({
    leg,
    label: `bench.abc123.${sequence}.${leg}`,
    venue: 'paper',
    order: { ...order, leg } as Approved,
  }))

/** Times of one call a round, milliseconds, sorted; `call` does the rest of a round unmeasured. */
const timed = async (
  rounds: Rounds,
  call: (round: number) => Promise<{ readonly work: () => Promise<unknown>; readonly after: () => Promise<unknown> }>,
): Promise<readonly number[]> => {
  const times: number[] = []
  for (let round = 0; round < rounds.warmUp + rounds.measured; round++) {
    const { work, after } = await call(round)
    const start = performance.now()
    await work()
    if (round >= rounds.warmUp) times.push(performance.now() - start)
    await after()
  }
  return times.sort((a, b) => a - b)
}

const rows = (name: string, times: readonly number[], most?: number): readonly Measurement[] =>
  [0.5, 0.99].map((level) => ({
    case: `${name}, p${level * 100}`,
    value: times[Math.min(times.length - 1, Math.floor(level * times.length))],
    unit: 'ms',
    peakRssMiB: peakRssMiB(),
    ...(level === 0.99 && most !== undefined && { target: { atMost: most } }),
  }))

const measure = async (ledger: PostgresLedger, rounds: Rounds): Promise<readonly Measurement[]> => {
  await ledger.open('bench', began, [])
  let sequence = 0
  const nothing = (): Promise<void> => Promise.resolve()
  const commit = async (kind: 'hold' | 'trade', intents: readonly NewIntent[]): Promise<void> => {
    if ((await ledger.commit(aRecord(sequence, kind), intents)) !== 'committed') throw new Error('a commit was stale')
  }
  const holds = await timed(rounds, () => {
    sequence++
    return Promise.resolve({ work: () => commit('hold', []), after: nothing })
  })
  const keys = () => [0, 1].map((leg) => ({ portfolio: 'bench', sequence, leg }))
  const trades = await timed(rounds, () => {
    sequence++
    const close = () => Promise.all(keys().map((key) => ledger.close(key, 'expired', 'measured', began)))
    return Promise.resolve({ work: () => commit('trade', twoIntents(sequence)), after: close })
  })
  const views = await timed(rounds, () => Promise.resolve({ work: () => ledger.portfolio('bench'), after: nothing }))
  let fills = 0
  const reports = await timed(rounds, async () => {
    sequence++
    const [intent] = twoIntents(sequence)
    const [key] = keys()
    await commit('trade', [intent])
    await ledger.claim(key, began)
    const fill = { id: String(++fills), lots: 3, price: 50_010, fee: 0.1, at: began }
    const answer = { label: intent.label, venueOrderId: '1', instrument: 'paper/BTC', side: 'buy', lots: 3 } as const
    return { work: () => ledger.report(key, { ...answer, state: 'filled', fills: [fill] }, began), after: nothing }
  })
  const { agrees, kept } = await ledger.auditBook('bench')
  const { state } = await ledger.portfolio('bench')
  if (!agrees || kept.fills !== fills || state.sequence !== sequence) throw new Error('the ledger lost something')
  return [
    ...rows('commit a hold', holds, 10),
    ...rows('commit a trade with two intents', trades, 10),
    ...rows('read a portfolio', views),
    ...rows('take a report with a fill', reports, 10),
  ]
}

/** How long until a decision is on disk, on embedded PostgreSQL? */
export const bench: Bench = {
  name: 'ledger-commit',
  run: async ({ short = false } = {}) => {
    const home = mkdtempSync(join(tmpdir(), 'bandshift-bench-'))
    chmodSync(home, 0o711)
    const database = await openEmbedded({ home, onError: report })
    try {
      const ledger = await openLedger({ ...database.connection }, report)
      try {
        return await measure(ledger, short ? { warmUp: 5, measured: 30 } : { warmUp: 50, measured: 1_000 })
      } finally {
        await ledger.end()
      }
    } finally {
      await database.close()
      rmSync(home, { recursive: true, force: true })
    }
  },
}
