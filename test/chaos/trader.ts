import { createInterface } from 'node:readline'
import { openLedger } from '../../src/adapters/ledger/open'
import type { PaperFault } from '../../src/adapters/venues/paper/options'
import { openPaperVenue } from '../../src/adapters/venues/paper/paper-venue'
import { openOrderDesk } from '../../src/app/engine/orders/order-desk'
import { orderLabel } from '../../src/core/execution/label'
import { deriveSeed, startRng } from '../../src/core/rng'
import type { Ledger } from '../../src/ports/ledger'
import { anOrder } from '../support/an-order'
import type { TraderTask } from './task'

const lot = 0.001
const now = (): number => Math.round((performance.timeOrigin + performance.now()) * 1_000)

const say = (line: unknown): void => void process.stdout.write(`${JSON.stringify(line)}\n`)

const fail = (error: unknown): void => {
  say({ kind: 'failed', text: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  process.exit(1)
}

/** The trade that decision number `sequence` of a portfolio makes, in any process. */
const tradeOf = (portfolio: string, sequence: number) => {
  const rng = startRng(deriveSeed(sequence, portfolio))
  const side = rng.uniform() < 0.5 ? 'buy' : 'sell'
  const lots = 1 + rng.integer(20)
  return anOrder({ instrument: 'paper/BTC', lot, side, lots, limitPrice: side === 'buy' ? 110 : 90 })
}

const decide = async (
  ledger: Ledger,
  portfolio: string,
  target: number,
  at: (step: string) => void,
): Promise<boolean> => {
  const { state, open } = await ledger.portfolio(portfolio)
  if (state.sequence >= target || open.length > 0) return state.sequence < target
  const sequence = state.sequence + 1
  const time = now()
  at('decided')
  const label = orderLabel({ portfolio, epoch: state.epoch, sequence, leg: 0 })
  await ledger.commit(
    {
      ...{ portfolio, sequence, at: time, trigger: 'scheduled', kind: 'trade', reasons: ['chaos'] },
      ...{ dueAt: time + 1, next: null, inputs: {}, outputs: {} },
    },
    [{ leg: 0, label, venue: 'paper', order: tradeOf(portfolio, sequence) }],
  )
  at('committed')
  return true
}

const trade = async ({ connection, seed, portfolios, target, kill }: TraderTask): Promise<void> => {
  const chance = startRng(seed)
  let stepsLeft = kill?.kind === 'steps' ? kill.after : Infinity
  const die = (where: string): void => {
    say({ kind: 'dies', where })
    process.kill(process.pid, 'SIGKILL')
  }
  const at = (where: string): void => {
    if (--stepsLeft === 0) die(where)
  }
  const faults = (): PaperFault | undefined => {
    const drawn = chance.uniform()
    if (drawn < 0.06) return { kind: 'lost-after' }
    if (drawn < 0.1) return { kind: 'lost-before' }
    if (drawn < 0.13) return { kind: 'down' }
    return drawn < 0.15 ? { kind: 'slow', afterMs: 60 } : undefined
  }
  const ledger = await openLedger(connection, fail, { sessions: 4 })
  const venue = await openPaperVenue({
    ...{ name: 'paper', connection, clock: { now }, seed: 1, onError: fail, faults },
    ...{ rejectRate: 0.05, thinRate: 0.1, latency: { leastSeconds: 0.001, meanSeconds: 0.004 } },
    instruments: { 'paper/BTC': { lot, minLots: 1, tick: 0.5, fee: 5e-4 } },
    quote: () => ({ bid: 99, ask: 101, bidSize: 0.015, askSize: 0.015, time: 0 }),
  })
  const quiet = (): void => undefined
  const desk = openOrderDesk({
    ...{ ledger, venues: [venue], clock: { now }, rng: startRng(seed), alert: quiet, at },
    portfolios: portfolios.map((id) => ({ id, venue: 'paper', instruments: ['paper/BTC'] })),
    log: { error: quiet, warn: quiet, info: quiet, debug: quiet },
    times: { fresh: 400, validity: 200, grace: 300, answer: 40, follow: 400, pause: 4 },
  })
  if (kill?.kind === 'time') setTimeout(() => die('anywhere'), kill.afterMs)
  for (let result; result?.kind !== 'agreed';) {
    result = await desk.reconcile('paper')
    if (result.kind === 'halted') throw new Error(`books differ: ${JSON.stringify(result)}`)
  }
  for (let isOpen = true; isOpen;) {
    isOpen = false
    for (const portfolio of portfolios) {
      if (await decide(ledger, portfolio, target, at)) isOpen = true
      if ((await desk.executeIntents(portfolio)).open > 0) isOpen = true
    }
  }
  await venue.close()
  await ledger.end()
  say({ kind: 'done' })
}

say({ kind: 'ready' })
const lines = createInterface(process.stdin)
lines.once('line', (line) => {
  lines.close()
  trade(JSON.parse(line) as TraderTask).catch(fail)
})
