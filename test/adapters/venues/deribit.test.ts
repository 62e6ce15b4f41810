import { inspect } from 'node:util'
import { openCcxtVenue } from '../../../src/adapters/venues/ccxt/ccxt-venue'
import { loadCcxt } from '../../../src/adapters/venues/ccxt/exchange'
import { maskKeys } from '../../../src/adapters/venues/ccxt/translate-error'
import type { PlaceAnswer, Venue } from '../../../src/ports/venue'
import { anOrder } from '../../support/an-order'
import { startFakeDeribit, type FakeDeribit, type Fate } from '../../support/fake-deribit/fake-deribit'
import { itKeepsTheVenuesPromise } from './contract'
import { deribitBench, deribitOptions } from './deribit-bench'

const instrument = 'deribit/BTC_USDC-PERPETUAL'

describe('Deribit through ccxt', () => {
  let fake: FakeDeribit
  beforeAll(async () => {
    fake = await startFakeDeribit()
  })
  afterAll(() => fake.stop())

  describe('keeps its promise', () => itKeepsTheVenuesPromise(() => Promise.resolve(deribitBench(fake))))

  describe('of its own', () => {
    let venue: Venue
    let labels = 0
    const aLabel = (): string => `own.abc123.${++labels}.0`
    const place = (label: string, change = {}): Promise<PlaceAnswer> =>
      venue.place({ label, order: anOrder({ instrument, ...change }), validUntil: 1_700_000_015_000_000 })
    beforeAll(async () => {
      venue = await openCcxtVenue(deribitOptions(fake))
    })
    beforeEach(() => {
      fake.quote = { bid: 99, ask: 101, amount: 1 }
      fake.orderFates.length = 0
      fake.questionFates.length = 0
    })
    afterAll(() => venue.close())

    test('sends an immediate-or-cancel limit order with label and last moment, once', async () => {
      const label = aLabel()
      const before = fake.requests.length
      await place(label)
      const sent = fake.requests.slice(before).filter(({ path }) => path === 'private/buy')
      expect(sent).toHaveLength(1)
      expect(Object.fromEntries(sent[0]?.parameters ?? [])).toEqual({
        ...{ instrument_name: 'BTC_USDC-PERPETUAL', amount: '0.003', price: '110', type: 'limit', label },
        ...{ time_in_force: 'immediate_or_cancel', valid_until: '1700000015000' },
      })
    })

    test('gives every fill with its fee in the quote currency', async () => {
      const answer = await place(aLabel(), { lots: 5 })
      if (answer.kind !== 'report') throw new Error(answer.reason)
      const { fills } = answer.report
      expect(fills.map(({ lots }) => lots)).toEqual([2, 3])
      expect(new Set(fills.map(({ id }) => id)).size).toBe(2)
      expect(fills.reduce((sum, { fee }) => sum + fee, 0)).toBeCloseTo(0.005 * 101 * 5e-4, 8)
      expect(fills[0]?.at).toBe(1_700_000_000_000_000)
    })

    const uncertain: [string, Fate][] = [
      ['a socket cut before acceptance', { kind: 'cut-before' }],
      ['a socket cut after acceptance', { kind: 'cut-after' }],
      ['no answer in time', { kind: 'silence-after' }],
      ['garbage for an answer', { kind: 'garbage' }],
      ['an answer with nothing in it', { kind: 'empty' }],
      ['a gateway in between that fails', { kind: 'html' }],
      ['a request to try again', { kind: 'error', code: 10040, message: 'retry' }],
      ['an error without a meaning', { kind: 'error', code: 11094, message: 'internal_server_error' }],
    ]
    test.each(uncertain)(
      'reports an order as unknown after %s, does not send it again, and finds its outcome',
      async (_, fate) => {
        const label = aLabel()
        fake.orderFates.push(fate)
        const before = fake.requests.length
        expect(await place(label)).toMatchObject({ kind: 'unknown' })
        expect(fake.requests.slice(before).filter(({ path }) => path === 'private/buy')).toHaveLength(1)
        const isThere = fake.orders.some((order) => order.label === label)
        expect((await venue.find(label, instrument))?.state).toBe(isThere ? 'filled' : undefined)
      },
    )

    test.each([
      [10009, 'not_enough_funds'],
      [10043, 'price_wrong_tick'],
      [11030, 'other_reject max_position'],
      [13009, 'unauthorized'],
      [10028, 'too_many_requests'],
    ])('reports %i as refused, with the message of the exchange', async (code, message) => {
      fake.orderFates.push({ kind: 'error', code, message })
      const before = fake.orders.length
      expect(await place(aLabel())).toEqual({ kind: 'rejected', reason: `${code} ${message}` })
      expect(fake.orders.length).toBe(before)
    })

    test('repeats a query a few times while the exchange limits the rate', async () => {
      const pauses: number[] = []
      const patient = await openCcxtVenue(
        deribitOptions(fake, { pause: (ms) => Promise.resolve(void pauses.push(ms)) }),
      )
      const busy: Fate = { kind: 'error', code: 10028, message: 'too_many_requests' }
      fake.questionFates.push(busy, busy, busy)
      await expect(patient.positions()).resolves.toBeDefined()
      expect(pauses).toHaveLength(3)
      expect(pauses[2]).toBeGreaterThan(pauses[0] ?? Infinity)
      fake.questionFates.push(...Array.from({ length: 5 }, () => busy))
      await expect(patient.positions()).rejects.toMatchObject({ code: 'unavailable' })
      await patient.close()
    })

    test('finds an order and its fills in the history once they are no longer recent', async () => {
      const other = await startFakeDeribit()
      const late = await openCcxtVenue(deribitOptions(other))
      const label = aLabel()
      const order = anOrder({ instrument })
      const placed = await late.place({ label, order, validUntil: 0 })
      other.dropRecent()
      expect(await late.find(label, instrument)).toEqual(placed.kind === 'report' && placed.report)
      expect(await late.find(aLabel(), instrument)).toBeUndefined()
      await late.close()
      await other.stop()
    })

    test('does not read a malformed answer as an empty list', async () => {
      for (const kind of ['empty', 'garbage', 'html'] as const) {
        for (const ask of [() => venue.positions(), () => venue.openOrders(), () => venue.find(aLabel(), instrument)]) {
          fake.questionFates.push({ kind })
          await expect(ask()).rejects.toMatchObject({ code: 'unavailable' })
        }
      }
    })

    test('faults on a report whose fills do not add up', async () => {
      const label = aLabel()
      await place(label)
      const hidden = fake.orders.at(-1)?.trades.pop()
      await expect(venue.find(label, instrument)).rejects.toMatchObject({ code: 'unavailable' })
      if (hidden) fake.orders.at(-1)?.trades.push(hidden)
      expect(await venue.find(label, instrument)).toMatchObject({ state: 'filled' })
    })

    test('refuses by itself what the exchange would refuse, without a request', async () => {
      const before = fake.requests.length
      for (const [label, change] of [
        ['x'.repeat(65), {}],
        [aLabel(), { lot: 0.01 }],
        [aLabel(), { limitPrice: 110.3 }],
        [aLabel(), { lots: 0 }],
        [aLabel(), { instrument: 'deribit/ETH_USDC-PERPETUAL' }],
      ] as const)
        expect(await place(label, change)).toMatchObject({ kind: 'rejected' })
      expect(fake.requests.length).toBe(before)
    })

    test('sends its keys to the exchange only', async () => {
      const results: unknown[] = []
      const planted = ['key-planted-here', 'secret-planted-here']
      const echo = (code: number): Fate => ({ kind: 'error', code, message: `denied to ${planted.join(' and ')}` })
      for (const fate of [...uncertain.map(([, own]) => own), echo(13009), echo(11094)]) {
        fake.orderFates.push(fate)
        results.push(await place(aLabel()))
        if (fate.kind === 'silence-after') continue
        fake.questionFates.push(fate, fate, fate, fate, fate)
        results.push(await venue.positions().catch((error: unknown) => error))
        fake.questionFates.length = 0
      }
      const text = inspect(results, { depth: 10, showHidden: true }) + JSON.stringify(results)
      expect(text).toContain('13009')
      for (const key of planted) expect(text).not.toContain(key)
      expect(fake.requests.some(({ headers }) => String(headers['authorization']).includes('key-planted-here'))).toBe(
        true,
      )
    })

    test.each([
      ['an exchange that is not known', { exchange: 'nowhere' }],
      ['a contract settled in the coin', { instruments: ['deribit/BTC-PERPETUAL'] }],
      ['an instrument that is not there', { instruments: ['deribit/DOGE'] }],
    ])('does not open with %s', async (_, change) => {
      await expect(openCcxtVenue(deribitOptions(fake, change))).rejects.toMatchObject({ code: 'usage' })
    })

    test('does not open while the exchange does not answer', async () => {
      fake.isDown = true
      const opening = openCcxtVenue(deribitOptions(fake))
      await expect(opening).rejects.toMatchObject({ code: 'unavailable' })
      fake.isDown = false
    })
  })
})

test('keys are masked in every spelling, and what signs a request', () => {
  const mask = maskKeys(['a+b/c', ''])
  expect(mask('https://x/?apiKey=a%2Bb%2Fc&signature=0f3e a+b/c')).toBe(
    'https://x/?apiKey=[redacted]&signature=[redacted] [redacted]',
  )
})

test('an installation without ccxt faults with advice', async () => {
  const missing = loadCcxt(() => Promise.reject(new Error('Cannot find module')))
  await expect(missing).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining('npm install ccxt') })
})
