import type { TimeSources } from '../../../src/adapters/clock/system-clock'
import { openLedger } from '../../../src/adapters/ledger/open'
import { startPostgres } from '../../adapters/queue/postgres-server'
import type { StoreServer } from '../../adapters/queue/store-server'
import { aHandRig, filled, refusedFor, systemTimes, ticking } from '../../support/live/a-hand-rig'
import { aDatabase, closeServices, times as timesOf, type LoggedEvent } from '../../support/live/a-live-service'
import { aQuoteAround } from '../../support/live/hand-feed'
import { venueBooks } from '../../support/live/venue-books'

const decisionsOf = async (database: string) => {
  const ledger = await openLedger({ connectionString: database }, () => undefined)
  try {
    const decisions = [...(await ledger.decisions('one', { limit: 10_000 }))].reverse()
    return { decisions, intents: await ledger.intents('one', { limit: 10_000 }) }
  } finally {
    await ledger.end()
  }
}

afterEach(closeServices)

describe('a live service', () => {
  let server: StoreServer
  beforeAll(async () => {
    server = await startPostgres()
  })
  afterAll(() => server.remove())

  test('sends no order on an absurd price or a broken record, and trades again afterwards', async () => {
    const database = await aDatabase(server)
    const rig = await aHandRig(database)
    const { service, hand } = rig
    try {
      await ticking(rig, rig.tick, timesOf(2, filled))

      // Impossible prices and an absurd one: the screen refuses them.
      for (const mid of [200_000, 0, -200, NaN, Infinity]) hand.quote(mid)
      const { bid, ask, ...quote } = aQuoteAround(200, Date.now() * 1_000)
      hand.emit({ ...quote, bid: ask, ask: bid })
      expect(new Set(hand.refused.map(({ reason }) => reason))).toEqual(
        new Set(['absurd-price', 'price-not-positive', 'not-a-number', 'crossed']),
      )
      await ticking(rig, rig.tick, timesOf(2, filled))

      // A price five times the last one, which the screen accepts: the gate refuses orders for the moment, and the
      // portfolio is not halted.
      const seen = service.logged.length
      const wrong = setInterval(() => hand.quote(1_000), 20)
      await service.whenLogged(refusedFor('breaker'), seen)
      clearInterval(wrong)
      expect(service.logged.slice(seen).filter(({ event }) => event === 'order.filled')).toEqual([])
      await ticking(rig, rig.tick, timesOf(2, filled))

      // The price moves and the connection is lost: nothing trades on a price that may be old.
      for (const cut of [1, 2]) {
        const before = service.logged.length
        hand.quote(200 + 3 * cut)
        hand.cut()
        await service.whenLogged(refusedFor('market-record'), before)
        expect(service.logged.slice(before).filter(filled)).toEqual([])
        await ticking(rig, rig.tick, timesOf(2, filled))
      }

      // Every event twice, and old prices late.
      const late = setInterval(() => {
        rig.tick()
        const { timestamp } = aQuoteAround(1, Date.now() * 1_000)
        hand.emit(aQuoteAround(150, timestamp - 30e6))
      }, 20)
      await service.whenLogged(timesOf(3, filled), service.logged.length)
      clearInterval(late)
      expect(hand.refused.map(({ reason }) => reason)).toContain('time-back')
    } finally {
      await service.close()
    }
    const { intents } = await decisionsOf(database)
    for (const { order } of intents) expect(Math.abs(order.limitPrice / 200 - 1)).toBeLessThan(0.05)
    const books = await venueBooks(database)
    expect(books).toMatchObject({ foreign: [], unmatched: [], broken: [], halted: [], missing: [], open: [] })
    expect(books.position).toBe(books.held)
    expect(service.logged.filter(({ level }) => level === 'error')).toEqual([])
  })

  test('misses and doubles no evaluation when the clock jumps by an hour, nor after a restart an hour earlier', async () => {
    const database = await aDatabase(server)
    let jump = 0
    const jumping: TimeSources = { ...systemTimes, wall: () => Date.now() + jump }
    const decided = ({ event }: LoggedEvent): boolean => event === 'hedge.decided'
    const rig = await aHandRig(database, jumping)
    try {
      for (const next of [3_600_000, 0, -3_600_000]) {
        await ticking(rig, rig.tick, timesOf(3, decided))
        const before = rig.service.logged.length
        jump = next
        await ticking(rig, rig.tick, timesOf(3, decided))
        expect(rig.service.logged.slice(before).filter(({ event }) => event === 'clock.jumped')).toHaveLength(1)
      }
    } finally {
      await rig.service.close()
    }
    const { decisions } = await decisionsOf(database)
    const steps = decisions.slice(1).map(({ at }, i) => (at - decisions[i].at) / 1e6)
    expect(Math.min(...steps)).toBeGreaterThan(0.05)
    expect(Math.max(...steps)).toBeLessThan(30)

    // The machine starts again with its clock an hour behind: what is due then lies an hour ahead, and is not waited
    // for.
    const behind: TimeSources = {
      monotonic: () => systemTimes.monotonic() - 3_600_000,
      wall: () => Date.now() - 3_600_000,
    }
    const again = await aHandRig(database, behind)
    try {
      await ticking(again, again.tick, timesOf(3, decided))
    } finally {
      await again.service.close()
    }
    const after = await decisionsOf(database)
    expect(after.decisions.length).toBeGreaterThanOrEqual(decisions.length + 3)
    expect((await venueBooks(database)).missing).toEqual([])
  })
})
