import fc from 'fast-check'
import { openEmbedded, type EmbeddedDatabase } from '../../../src/adapters/database/embedded'
import type { PaperOptions } from '../../../src/adapters/venues/paper/options'
import { openPaperVenue } from '../../../src/adapters/venues/paper/paper-venue'
import { SECOND } from '../../../src/core/market/event'
import type { PlaceAnswer, Venue } from '../../../src/ports/venue'
import { anOrder } from '../../support/an-order'
import { aStateFolder } from '../queue/state-folder'
import { itKeepsTheVenuesPromise } from './contract'
import { paperBench, paperOptions } from './paper-bench'

describe('the paper venue', () => {
  const home = aStateFolder()
  let database: EmbeddedDatabase
  beforeAll(async () => {
    database = await openEmbedded({
      home: home.path,
      onError: (error) => {
        throw error
      },
    })
  })
  afterAll(async () => {
    await database.close()
    home.remove()
  })

  // Nested, so that the suite's connections close before the server stops.
  describe('keeps its promise', () =>
    itKeepsTheVenuesPromise(() => Promise.resolve(paperBench(database.connection, 'contract'))))

  describe('of its own', () => {
    const open: Venue[] = []
    let venues = 0
    const start = 1_000 * SECOND
    let now = start
    const opened = async (change: Partial<PaperOptions> = {}): Promise<Venue> => {
      const options = paperOptions(database.connection, {
        name: `own-${++venues}`,
        clock: { now: () => now },
        ...change,
      })
      const venue = await openPaperVenue(options)
      open.push(venue)
      return venue
    }
    const place = (venue: Venue, label: string, change = {}): Promise<PlaceAnswer> =>
      venue.place({ label, order: anOrder(change), validUntil: start + 60 * SECOND })
    beforeEach(() => {
      now = start
    })
    afterAll(() => Promise.all(open.map((venue) => venue.close())))

    test('matches an order when its latency is over, with the market of then', async () => {
      let ask = 101
      const venue = await opened({
        latency: { leastSeconds: 0.2, meanSeconds: 0 },
        quote: () => ({ bid: 99, ask, bidSize: 1, askSize: 1, time: now }),
      })
      expect(await place(venue, 'a')).toMatchObject({ kind: 'report', report: { state: 'working' } })
      now += 0.1 * SECOND
      expect(await venue.find('a', 'paper/BTC')).toMatchObject({ state: 'working', fills: [] })
      ask = 103
      now += 0.1 * SECOND
      expect(await venue.find('a', 'paper/BTC')).toMatchObject({ state: 'filled', fills: [{ price: 103, at: now }] })
    })

    test('takes a fee of the value, by lots', async () => {
      const venue = await opened()
      const answer = await place(venue, 'a', { lots: 4 })
      expect(answer).toMatchObject({ kind: 'report', report: { fills: [{ id: 'a-1' }] } })
      if (answer.kind === 'report') expect(answer.report.fills[0]?.fee).toBeCloseTo(4 * 0.001 * 101 * 5e-4, 15)
    })

    test('asks more for what is not shown, by the square root of its size, within the limit', async () => {
      const instruments = {
        'paper/BTC': { lot: 0.001, minLots: 1, tick: 0.5, fee: 0, impact: { coefficient: 0.02, volume: 10 } },
      }
      const venue = await opened({ instruments })
      const far = await place(venue, 'far', { lots: 6_000, limitPrice: 110 })
      // One unit is shown at 101; five more cost 101 × (1 + 0.02 × √(5 / 10)) each.
      const mean = (101 + 5 * 101 * (1 + 0.02 * Math.sqrt(0.5))) / 6
      expect(far).toMatchObject({ report: { state: 'filled', fills: [{ price: expect.closeTo(mean, 9) }] } })
      const near = await place(venue, 'near', { lots: 6_000, limitPrice: 101.5 })
      expect(near).toMatchObject({ report: { state: 'cancelled' } })
      if (near.kind === 'report') expect(near.report.fills[0]?.lots).toBeLessThan(6_000)
    })

    test('walks the depth it is given', async () => {
      const asks = [101, 102].map((price) => ({ price, size: 0.002 }))
      const venue = await opened({
        quote: () => ({ bid: 99, ask: 101, bidSize: 1, askSize: 1, depth: { bids: [], asks }, time: 0 }),
      })
      expect(await place(venue, 'a', { lots: 3 })).toMatchObject({
        report: { state: 'filled', fills: [{ price: expect.closeTo((2 * 101 + 102) / 3, 9) }] },
      })
      expect(await place(venue, 'b', { side: 'sell', limitPrice: 90 })).toMatchObject({
        report: { state: 'cancelled', fills: [] },
      })
    })

    test('refuses what it does not trade, naming why, and remembers it', async () => {
      const venue = await opened()
      for (const [label, change, reason] of [
        ['a', { instrument: 'paper/ETH' }, /no instrument/],
        ['b', { lot: 0.01 }, /a lot is 0.001/],
        ['c', { limitPrice: 110.25 }, /tick/],
        ['d', { lots: 0.5 }, /number of lots/],
      ] as const)
        expect(await place(venue, label, change)).toEqual({ kind: 'rejected', reason: expect.stringMatching(reason) })
      expect(await venue.find('c', 'paper/BTC')).toMatchObject({ state: 'rejected' })
    })

    test('never trades an order that comes after it was given up', async () => {
      const venue = await opened()
      now = start + 61 * SECOND
      expect(await place(venue, 'late')).toEqual({ kind: 'rejected', reason: 'it came too late' })
      expect(await venue.positions()).toEqual([])
    })

    test('does not take a label twice', async () => {
      const venue = await opened()
      await place(venue, 'a')
      expect(await place(venue, 'a', { lots: 5 })).toMatchObject({ kind: 'unknown' })
      expect(await venue.find('a', 'paper/BTC')).toMatchObject({ lots: 3 })
      expect(await venue.positions()).toEqual([{ instrument: 'paper/BTC', lots: 3 }])
    })

    test('matches an order once however many processes read it at a time', async () => {
      const venue = await opened({ latency: { leastSeconds: 0.1, meanSeconds: 0 } })
      await place(venue, 'a')
      now += SECOND
      await Promise.all(Array.from({ length: 6 }, () => venue.find('a', 'paper/BTC')))
      expect(await venue.positions()).toEqual([{ instrument: 'paper/BTC', lots: 3 }])
    })

    test('cancels an order whose market stays unknown', async () => {
      const venue = await opened({ quote: () => undefined })
      expect(await place(venue, 'a')).toMatchObject({ report: { state: 'working' } })
      now += 6 * SECOND
      expect(await venue.find('a', 'paper/BTC')).toMatchObject({ state: 'cancelled', reason: 'no market' })
    })

    test('refuses and thins as often as is said, the same at every run', async () => {
      const chances = { rejectRate: 0.3, thinRate: 0.5, seed: 7 }
      const [one, two] = [await opened(chances), await opened(chances)]
      const labels = Array.from({ length: 60 }, (_, k) => `chance-${k}`)
      const run = async (venue: Venue): Promise<readonly string[]> => {
        const ends: string[] = []
        for (const label of labels) {
          const answer = await place(venue, label, { lots: 900 })
          ends.push(answer.kind === 'report' ? answer.report.state : answer.kind)
        }
        return ends
      }
      const ends = await run(one)
      expect(await run(two)).toEqual(ends)
      for (const [state, share] of [
        ['rejected', 0.3],
        ['cancelled', 0.35 * 0.9],
      ] as const)
        expect(Math.abs(ends.filter((end) => end === state).length / 60 - share)).toBeLessThan(0.18)
    })

    test.each([
      ['a name for a schema', { name: 'Paper venue' }],
      ['a rate of refusals', { rejectRate: 1.5 }],
      ['a latency', { latency: { leastSeconds: -1, meanSeconds: 0 } }],
      ['terms', { instruments: { 'paper/BTC': { lot: 0, minLots: 1, tick: 1, fee: 0 } } }],
    ])('does not open with %s that cannot be', async (_, change) => {
      await expect(openPaperVenue(paperOptions(database.connection, change))).rejects.toMatchObject({ code: 'usage' })
    })

    test('gives whole lots and a price within the limit, whatever the market', async () => {
      const venue = await opened({ quote: (name) => markets.get(name) })
      const markets = new Map<string, { bid: number; ask: number; bidSize: number; askSize: number; time: number }>()
      let labels = 0
      const size = fc.integer({ min: 0, max: 5_000 }).map((k) => k / 700_000)
      await fc.assert(
        fc.asyncProperty(
          size,
          fc.integer({ min: 1, max: 9 }),
          fc.constantFrom('buy' as const, 'sell' as const),
          async (shown, lots, side) => {
            markets.set('paper/BTC', { bid: 99, ask: 101, bidSize: shown, askSize: shown, time: 0 })
            const answer = await place(venue, `any-${++labels}`, { lots, side, limitPrice: side === 'buy' ? 101 : 99 })
            if (answer.kind !== 'report') throw new Error(answer.reason)
            for (const fill of answer.report.fills) {
              expect(Number.isSafeInteger(fill.lots)).toBe(true)
              expect(fill.lots).toBeLessThanOrEqual(Math.min(lots, shown / 0.001 + 1e-6))
              expect(fill.price).toBeCloseTo(side === 'buy' ? 101 : 99, 9)
            }
          },
        ),
        { numRuns: 30 },
      )
    })
  })
})

test('a paper venue without its database is reported without the password', async () => {
  const opening = openPaperVenue(
    paperOptions({ connectionString: 'postgres://me:hunter2@127.0.0.1:1/db' }, { onError: () => undefined }),
  )
  await expect(opening).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.not.stringContaining('hunter2'),
  })
})
