import { chainSource, type ChainSettings } from '../../../src/adapters/feeds/deribit/chain-source'
import type { FeedRefusal } from '../../../src/adapters/feeds/source'
import { supervise } from '../../../src/adapters/feeds/supervise'
import { emptyQuotation } from '../../../src/core/market/event'
import { startRng } from '../../../src/core/rng'
import { noAnswer, startDeribitServer, type DeribitServer } from '../../support/deribit-server'
import { startFakeTimers } from '../../support/fake-timers'
import { startTaking, wordOf } from './scripted-source'

/** Milliseconds since the epoch at the beginning of the fake clock. */
const now = 1_700_000_000_000
const chainOf = { venue: 'deribit', symbol: 'BTC' }
const names = [80, 90, 100, 110, 120, 130].map((strike) => `BTC-28JUN24-${strike}000-C`)

/** A row of Deribit's answer. */
const summary = (name: string, seconds = 0, own: object = {}) => ({
  ...{ instrument_name: name, base_currency: 'BTC', quote_currency: 'BTC', creation_timestamp: now + 1_000 * seconds },
  ...{ bid_price: 0.05, ask_price: 0.052, mid_price: 0.051, mark_price: 0.0511, mark_iv: 55, open_interest: 120.5 },
  ...{ underlying_index: 'BTC-28JUN24', underlying_price: 100_000, interest_rate: 0, volume: 3, last: null },
  ...own,
})

let server: DeribitServer
let options: readonly unknown[]
let futures: readonly unknown[]
const closing: (() => Promise<unknown>)[] = []

beforeEach(async () => {
  server = await startDeribitServer(['trades.BTC-29DEC23.100ms', 'quote.BTC-29DEC23', 'ticker.BTC-29DEC23.100ms'])
  options = names.map((name) => summary(name))
  futures = ['BTC-PERPETUAL', 'BTC-28JUN24', 'SOL_USDC-PERPETUAL'].map((name) => ({ instrument_name: name }))
  server.answers.set('public/get_book_summary_by_currency', ({ kind }) => (kind === 'option' ? options : futures))
})

afterEach(async () => {
  for (const close of closing.splice(0)) await close()
  await server.stop()
})

const connect = (settings: Partial<ChainSettings> = {}) => {
  const timers = startFakeTimers()
  const refusals: FeedRefusal[] = []
  const source = chainSource({ chain: 'BTC', everySeconds: 10, url: server.url, timers, ...settings })
  const feed = supervise(source, {
    ...{ clock: timers.clock, timers, rng: startRng(3), limits: { firstPause: 5, longestPause: 20 } },
    onRefused: (refusal) => refusals.push(refusal),
  })
  closing.push(feed.close)
  const asked = (method: string): number => server.requests.filter((one) => one.method === method).length
  /** Lets time pass, but not while an answer is awaited, until the server has been asked so often. */
  const until = async (method: string, count: number, settled = (): boolean => true): Promise<void> => {
    while (asked(method) < count || !settled()) {
      if (asked(method) < count && !timers.waiting().includes(10_000)) timers.advance(100)
      await new Promise(setImmediate)
    }
  }
  return { feed, refusals, timers, asked, until, ...startTaking(feed) }
}

/** A feed that has given the first snapshot and subscribed to the futures. */
const opened = async (settings: Partial<ChainSettings> = {}) => {
  const connected = connect(settings)
  const first = await connected.take(2 + names.length)
  await connected.until('public/subscribe', 3)
  return { ...connected, first }
}

const poll = 'public/get_book_summary_by_currency'

describe('the chain of a currency', () => {
  test('comes as a quotation of every option', async () => {
    const { first } = await opened()
    expect(first.slice(0, 2).map(wordOf)).toEqual(['connecting', 'connected'])
    expect(server.requests.find(({ method }) => method === poll)?.params).toEqual({ currency: 'BTC', kind: 'option' })
    expect(first.slice(2).map((item) => item.kind === 'event' && item.instrument)).toEqual(names.map(() => chainOf))
    expect(first[4]).toMatchObject({
      event: {
        ...{ kind: 'option-summary', instrument: names[2], type: 'call', strike: 100_000, timestamp: now * 1_000 },
        ...{ expiry: Date.UTC(2024, 5, 28, 8) * 1_000, bid: 0.05, ask: 0.052, bidSize: undefined, askSize: undefined },
        ...{
          markPrice: 0.0511,
          markIv: 0.55,
          openInterest: 120.5,
          underlying: 'BTC-28JUN24',
          underlyingPrice: 100_000,
        },
      },
    })
  })

  test('has the perpetual and the futures of the same underlying beside it, and the price of the index', async () => {
    const { take, refusals } = await opened()
    const channels = server.requests.flatMap(({ method, params }) =>
      method === 'public/subscribe' ? (params.channels ?? []) : [],
    )
    expect(channels).toEqual([
      'deribit_price_index.btc_usd',
      ...['trades.BTC-PERPETUAL.100ms', 'quote.BTC-PERPETUAL', 'ticker.BTC-PERPETUAL.100ms'],
      ...['trades.BTC-28JUN24.100ms', 'quote.BTC-28JUN24', 'ticker.BTC-28JUN24.100ms'],
    ])
    for (let i = 0; i < 5; i++)
      server.say('quote.BTC-28JUN24', {
        ...{ timestamp: now + i, instrument_name: 'BTC-28JUN24', best_bid_price: 100_000, best_bid_amount: 10 },
        ...{ best_ask_price: 100_010, best_ask_amount: 20 },
      })
    expect(await take(5)).toMatchObject(
      Array.from({ length: 5 }, () => ({ instrument: { symbol: 'BTC-28JUN24' }, event: { bid: 100_000 } })),
    )
    expect(refusals).toEqual([])
  })

  test('is asked for again after its interval, one question a second, with the index price beside it', async () => {
    const { timers, until, asked, take } = await opened()
    server.say('deribit_price_index.btc_usd', { index_name: 'btc_usd', price: 99_500, timestamp: now })
    options = names.map((name) => summary(name, 10, { mark_iv: 60 }))
    const before = timers.now()
    await until(poll, 3)
    expect(timers.now()).toBeGreaterThanOrEqual(10_000)
    expect(timers.now() - before).toBeLessThanOrEqual(10_000)
    expect((await take(names.length))[0]).toMatchObject({ event: { markIv: 0.6, indexPrice: 99_500 } })
    expect(asked(poll)).toBe(3)
    timers.advance(999)
    await new Promise(setImmediate)
    expect(asked(poll)).toBe(3)
  })

  test('gains what is listed; what is not quoted any more ends, an option by an empty row, a future by a gap', async () => {
    const { take, until } = await opened()
    const fresh = 'BTC-27SEP24-100000-P'
    options = [...names.slice(1), fresh].map((name) => summary(name, 10))
    futures = ['BTC-PERPETUAL', 'BTC-27SEP24', 'BTC-29DEC23'].map((name) => ({ instrument_name: name }))
    for (let i = 0; i < 5; i++) server.say('ticker.BTC-28JUN24.100ms', { timestamp: now + i, mark_price: 100_000 })
    await take(5)
    await until(poll, 3)
    const items = await take(names.length + 1)
    expect(items.map((item) => item.kind === 'event' && 'instrument' in item.event && item.event.instrument)).toEqual([
      ...[...names.slice(1), fresh, names[0]],
    ])
    expect(items.at(-1)).toMatchObject({ event: { ...emptyQuotation, timestamp: (now + 10_000) * 1_000 } })
    await until('public/unsubscribe', 1)
    expect(await take(1)).toMatchObject([{ instrument: { symbol: 'BTC-28JUN24' }, event: { kind: 'gap' } }])
    expect(server.requests.at(-3)?.params.channels).toContain('quote.BTC-28JUN24')
    expect(server.requests.at(-2)?.params.channels).toContain('quote.BTC-27SEP24')
  })

  test('is screened: crossed rows, repeated ones, absurd volatilities, nonsense; a side may be absent', async () => {
    const { take, until, refusals } = await opened()
    const own = [
      summary(names[0]),
      summary(names[1], 10, { bid_price: 0.06 }),
      summary(names[2], 10, { mark_iv: 5_500 }),
      summary(names[3], 10, { bid_price: null, mark_iv: 0 }),
      summary(names[4], -20),
      summary('BTC-1JAN23-90000-C', 10),
      ...[summary('BTC-PERPETUAL', 10), null, { instrument_name: names[5], creation_timestamp: 'soon' }],
    ]
    options = own
    await until(poll, 3, () => refusals.length >= 8)
    expect(await take(1)).toMatchObject([
      { event: { instrument: names[3], bid: undefined, markIv: undefined, ask: 0.052 } },
    ])
    expect(refusals.map(({ reason }) => reason)).toEqual([
      ...['duplicate', 'crossed', 'implied-vol', 'time-back', 'bad-time', 'columns', 'columns', 'bad-time'],
    ])
  })

  test('comes back after a cut, with a gap of the chain and of each future', async () => {
    const { take, until, timers } = await opened()
    for (const name of ['BTC-PERPETUAL', 'BTC-28JUN24'])
      for (let i = 0; i < 5; i++) server.say(`ticker.${name}.100ms`, { timestamp: now + i, mark_price: 100_000 })
    await take(10)
    server.cut()
    expect((await take(4)).map(wordOf)).toEqual(['disconnected', 'gap', 'gap', 'gap'])
    options = names.map((name) => summary(name, 5))
    timers.advance(20)
    expect((await take(2 + names.length)).map(wordOf)).toEqual([
      ...['connecting', 'connected', ...names.map(() => 'option-summary')],
    ])
    await until('public/subscribe', 6)
    expect(server.connections()).toBe(2)
  })

  test.each([
    ['lacks most of it', () => [summary(names[0], 10)], 'the answer lacks most of 6 options of BTC'],
    ['is no list', () => 'busy', 'the answer to the book summary of BTC, options is no list'],
    ['is an error', () => undefined, 'refused by the venue: {"code":-32601,"message":"Method not found"}'],
  ])('ends its connection where an answer %s', async (_, answer, reason) => {
    const { take, until } = await opened()
    server.answers.set(poll, answer)
    await until(poll, 3)
    const items = await take(answer() instanceof Array ? 2 : 1)
    expect(items.at(-1)).toMatchObject({ kind: 'status', status: 'disconnected', reason })
  })

  test('ends its connection where no answer comes within ten seconds', async () => {
    const { take, timers, until } = await opened()
    server.answers.set(poll, () => noAnswer)
    await until(poll, 3)
    timers.advance(10_000)
    expect(await take(1)).toMatchObject([
      { status: 'disconnected', reason: 'no answer to the book summary of BTC, options' },
    ])
  })

  test('of a currency without options is none', async () => {
    options = []
    const { take } = connect({ chain: 'EURR' })
    expect((await take(2))[1]).toMatchObject({ status: 'disconnected', reason: 'there are no options of EURR' })
  })

  test('may be of one underlying among those that settle in a currency', async () => {
    options = ['BTC_USDC', 'SOL_USDC'].flatMap((coin) => names.map((name) => summary(name.replace('BTC', coin))))
    futures = ['BTC_USDC-PERPETUAL', 'SOL_USDC-PERPETUAL'].map((name) => ({ instrument_name: name }))
    const { take, until } = connect({ chain: 'BTC_USDC' })
    const items = await take(2 + names.length)
    expect(items.at(-1)).toMatchObject({ instrument: { symbol: 'BTC_USDC' } })
    await until('public/subscribe', 2)
    expect(server.requests.find(({ method }) => method === poll)?.params.currency).toBe('USDC')
    expect(server.requests.at(-1)?.params.channels).toContain('quote.BTC_USDC-PERPETUAL')
    expect(server.requests.filter(({ method }) => method === 'public/subscribe')).toHaveLength(2)
  })
})
