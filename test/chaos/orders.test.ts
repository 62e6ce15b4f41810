import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { Pool } from 'pg'
import { openEmbedded, type EmbeddedDatabase } from '../../src/adapters/database/embedded'
import { openLedger } from '../../src/adapters/ledger/open'
import { finalStates, type Intent } from '../../src/core/execution/intent'
import { startRng } from '../../src/core/rng'
import { aStateFolder } from '../adapters/queue/state-folder'
import type { TraderTask } from './task'

/** Kills over the run; `CHAOS_KILLS=200 npx jest test/chaos` for the long one. */
const kills = Number(process.env['CHAOS_KILLS'] ?? 10)
const seed = Number(process.env['CHAOS_SEED'] ?? 1)
const portfolios = ['a', 'b', 'c']

type Line = { readonly kind: 'ready' | 'done' | 'dies' | 'failed'; readonly where?: string; readonly text?: string }
type Trader = { readonly run: (task: TraderTask) => Promise<Line> }

/** A trader that has loaded its program and waits for its task; its last line, once it has ended. */
const aTrader = (translations: string): Trader => {
  const child: ChildProcessByStdio<Writable, Readable, null> = spawn(
    process.execPath,
    [join(__dirname, 'trader.cjs'), translations],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  const lines: Line[] = []
  const reader = createInterface(child.stdout)
  reader.on('line', (line) => lines.push(JSON.parse(line) as Line))
  const ended = Promise.all([once(child, 'exit'), once(reader, 'close')])
  return {
    run: async (task) => {
      child.stdin.end(`${JSON.stringify(task)}\n`)
      await ended
      return lines.at(-1) ?? { kind: 'failed', text: 'no line' }
    },
  }
}

describe('traders that are killed at any moment', () => {
  const home = aStateFolder()
  let database: EmbeddedDatabase
  beforeAll(async () => {
    database = await openEmbedded({ home: home.path, onError: () => undefined })
  })
  afterAll(async () => {
    await database.close()
    home.remove()
  })

  test(`double no order, lose none, and leave the book equal to the venue after ${kills} kills`, async () => {
    const { connection } = database
    const chance = startRng(seed)
    const ledger = await openLedger(connection, () => undefined)
    for (const id of portfolios)
      await ledger.open(id, 1, [{ kind: 'deposit', source: 'opening:cash', at: 1, cash: 10_000_000_000 }])

    const where = new Map<string, number>()
    let [started, killed, target] = [0, 0, 0]
    const nextTask = (): TraderTask => {
      const isTimed = chance.uniform() < 0.4
      const kill = isTimed
        ? ({ kind: 'time', afterMs: chance.uniform() * 120 } as const)
        : ({ kind: 'steps', after: 1 + chance.integer(30) } as const)
      return { connection, seed: seed + ++started, portfolios, target: Number.MAX_SAFE_INTEGER, kill }
    }
    /** One after another, the next one loading its program meanwhile. */
    const work = async (): Promise<void> => {
      let next = aTrader(home.path)
      while (killed < kills) {
        const trader = next
        next = aTrader(home.path)
        const last = await trader.run(nextTask())
        if (last.kind !== 'dies') throw new Error(`a trader ended as ${last.kind}: ${last.text}`)
        killed++
        where.set(last.where ?? '', (where.get(last.where ?? '') ?? 0) + 1)
      }
      await next.run({ connection, seed, portfolios, target: 0, kill: undefined })
    }
    await Promise.all([work(), work()])
    for (const { sequence } of await ledger.portfolios()) target = Math.max(target, sequence + 2)
    expect(await aTrader(home.path).run({ connection, seed, portfolios, target, kill: undefined })).toEqual({
      kind: 'done',
    })

    const pool = new Pool({ ...connection })
    const ask = async <T extends object>(sql: string): Promise<readonly T[]> => (await pool.query<T>(sql)).rows
    try {
      const orders = await ask<{ label: string; state: string; times_sent: number; reason: string | null }>(
        'select label, state, times_sent, reason from paper.orders',
      )
      const fills = await ask<{ id: string; label: string; lots: string }>('select id, label, lots from paper.fills')
      const intents: Intent[] = []
      for (const id of portfolios) intents.push(...(await ledger.intents(id, { limit: 100_000 })))
      const intentOf = new Map(intents.map((intent) => [intent.label, intent]))
      const orderOf = new Map(orders.map((order) => [order.label, order]))

      // None doubled: every label reached the venue once, and every order there is an intent.
      expect(orders.filter(({ times_sent }) => times_sent !== 1)).toEqual([])
      expect(orders.filter(({ label }) => !intentOf.has(label))).toEqual([])
      // None lost: every decision of every portfolio has its intent, every intent has ended as the venue says.
      expect(intents).toHaveLength(portfolios.length * target)
      expect(intents.filter(({ state }) => !finalStates.has(state))).toEqual([])
      for (const { label, state } of intents) {
        const order = orderOf.get(label)
        if (state === 'expired') expect(order).toBeUndefined()
        else if (state === 'lost') expect(order?.reason ?? 'it came too late').toBe('it came too late')
        else expect(order).toMatchObject({ label, state })
      }
      // Every fill is in the ledger, once.
      const posted: string[] = []
      for (const id of portfolios)
        for (const { source } of await ledger.entries(id, { limit: 100_000 }))
          if (source.startsWith('fill:')) posted.push(source)
      expect(posted.toSorted()).toEqual(fills.map(({ id }) => `fill:paper:${id}`).toSorted())
      for (const { label, filledLots } of intents)
        expect(filledLots).toBe(
          fills.filter((fill) => fill.label === label).reduce((sum, { lots }) => sum + Number(lots), 0),
        )
      // The books are the venue's position, and nobody was stopped on the way.
      let held = 0
      for (const id of portfolios) {
        const { book, state } = await ledger.portfolio(id)
        expect(state.mode).toBe('active')
        held += book.positions[0]?.lots ?? 0
      }
      const [position] = await ask<{ lots: string }>('select lots from paper.positions')
      expect(held).toBe(Number(position?.lots))
      // It was no walk in the park.
      const ends = new Set(intents.map(({ state }) => state))
      expect(ends.has('filled') && ends.has('cancelled')).toBe(true)
      if (kills >= 200) {
        for (const state of ['rejected', 'lost'] as const) expect(ends).toContain(state)
        for (const step of ['anywhere', 'decided', 'committed', 'claimed', 'answered', 'recorded', 'found'])
          expect(where.get(step) ?? 0).toBeGreaterThan(0)
      }
    } finally {
      await pool.end()
      await ledger.end()
    }
  }, 1_800_000)
})
