import { systemTimers } from '../../../src/adapters/clock/system-clock'
import { deribitSource, type DeribitSettings } from '../../../src/adapters/feeds/deribit/deribit-source'
import type { FeedRefusal } from '../../../src/adapters/feeds/source'
import { supervise } from '../../../src/adapters/feeds/supervise'
import { startRng } from '../../../src/core/rng'
import type { FeedItem } from '../../../src/ports/market-feed'
import { startDeribitServer, type DeribitServer } from '../../support/deribit-server'
import { bookData, optionData, optionName, perpetual, quoteData, tickerData, tradeData } from './deribit-messages'
import { arrivals, startTaking, wordOf } from './scripted-source'

const clock = { now: () => Date.now() * 1000 }
const now = Date.now()
const btc = { venue: 'deribit', symbol: perpetual }

let server: DeribitServer
const closing: (() => Promise<unknown>)[] = []

beforeEach(async () => {
  server = await startDeribitServer(['trades.NONE.100ms'])
})

afterEach(async () => {
  for (const close of closing.splice(0)) await close()
  await server.stop()
})

const connect = (settings: Partial<DeribitSettings> = {}) => {
  const refusals: FeedRefusal[] = []
  let onRefusal: ((refusal: FeedRefusal) => void) | undefined
  const feed = supervise(deribitSource({ names: [perpetual], url: server.url, ...settings }), {
    ...{ clock, timers: systemTimers, rng: startRng(3), limits: { firstPause: 5, longestPause: 20 } },
    onRefused: (refusal) => {
      refusals.push(refusal)
      onRefusal?.(refusal)
    },
  })
  closing.push(feed.close)
  const refused = (): Promise<FeedRefusal> => new Promise((resolve) => (onRefusal = resolve))
  return { feed, refusals, refused, ...startTaking(feed) }
}

const sayTrades = (from = 0, count = 5): void =>
  server.say(
    `trades.${perpetual}.100ms`,
    Array.from({ length: count }, (_, i) => tradeData(from + i, now + from + i, 50_000 + i, i % 2 ? 'buy' : 'sell')),
  )

const opened = async (settings: Partial<DeribitSettings> = {}) => {
  const connected = connect(settings)
  await connected.take(2)
  sayTrades()
  await connected.take(5)
  return connected
}

describe('the Deribit feed, through a real socket', () => {
  test('subscribes to trades, quotes and tickers, and connects once the venue has taken them', async () => {
    const { take } = connect()
    expect((await take(2)).map(wordOf)).toEqual(['connecting', 'connected'])
    expect(server.requests.map(({ method }) => method)).toEqual(['public/set_heartbeat', 'public/subscribe'])
    expect(server.requests[1].params.channels).toEqual([
      ...[`trades.${perpetual}.100ms`, `quote.${perpetual}`, `ticker.${perpetual}.100ms`],
    ])
  })

  test('gives trades, quotes and tickers with both clocks', async () => {
    const { take, taken } = await opened()
    server.say(`quote.${perpetual}`, quoteData(now + 10, 50_000, 50_000.5))
    server.say(`ticker.${perpetual}.100ms`, tickerData(now + 11, 50_001))
    await take(2)
    expect(taken.slice(2)).toMatchObject([
      { instrument: btc, event: { kind: 'trade', timestamp: now * 1000, price: 50_000, size: 10, aggressor: 'sell' } },
      ...[1, 2, 3, 4].map((i) => ({ event: { price: 50_000 + i, timestamp: (now + i) * 1000 } })),
      { event: { kind: 'quote', bid: 50_000, bidSize: 5000, ask: 50_000.5, askSize: 7000 } },
      {
        event: { kind: 'derivative-ticker', markPrice: 50_001, indexPrice: 50_000, fundingRate: 0, openInterest: 1000 },
      },
    ])
    const times = arrivals(taken)
    for (let i = 1; i < times.length; i++) expect(times[i]).toBeGreaterThan(times[i - 1])
  })

  test('gives an option under its underlying, with and without Greeks', async () => {
    const { feed, take } = connect({ names: [optionName] })
    await take(2)
    expect(feed.instruments).toEqual([{ venue: 'deribit', symbol: 'BTC' }])
    for (let i = 0; i < 4; i++) server.say(`ticker.${optionName}.100ms`, optionData(now + i))
    server.say(`ticker.${optionName}.100ms`, optionData(now + 4, null))
    const items = await take(5)
    expect(items[0]).toMatchObject({
      instrument: { venue: 'deribit', symbol: 'BTC' },
      event: {
        ...{ kind: 'option-summary', instrument: optionName, type: 'call', strike: 100_000, underlyingPrice: 98_000 },
        ...{ markIv: 0.615, bidIv: undefined, askIv: 0.63, delta: 0.5, openInterest: 12.5 },
        ...{ bid: undefined, bidSize: undefined, ask: 0.051, askSize: 3.5, markPrice: 0.05, underlying: 'BTC-27DEC30' },
        indexPrice: 97_500,
        expiry: Date.UTC(2030, 11, 27, 8) * 1000,
      },
    })
    expect(items[4]).toMatchObject({ event: { delta: undefined, gamma: undefined, markIv: 0.615 } })
  })

  test.each([
    [
      'an infinite price',
      `trades.${perpetual}.100ms`,
      JSON.stringify([tradeData(9, now, 1)]).replace('"price":1', '"price":1e999'),
      'not-a-number',
    ],
    [
      'a price as text',
      `trades.${perpetual}.100ms`,
      JSON.stringify([{ ...tradeData(9, now, 1), price: '50000' }]),
      'not-a-number',
    ],
    ['a repeated trade', `trades.${perpetual}.100ms`, JSON.stringify([tradeData(1, now, 50_000)]), 'duplicate'],
    [
      'a price a thousand times too high',
      `trades.${perpetual}.100ms`,
      JSON.stringify([tradeData(9, now, 5e7)]),
      'absurd-price',
    ],
    ['a price of zero', `trades.${perpetual}.100ms`, JSON.stringify([tradeData(9, now, 0)]), 'price-not-positive'],
    [
      'a side of book without orders',
      `quote.${perpetual}`,
      JSON.stringify(quoteData(now, null, 50_000)),
      'price-not-positive',
    ],
    ['a crossed quote', `quote.${perpetual}`, JSON.stringify(quoteData(now, 50_001, 50_000)), 'crossed'],
    ['an unknown side', `trades.${perpetual}.100ms`, JSON.stringify([tradeData(9, now, 50_000, 'up')]), 'bad-side'],
    [
      'a missing time',
      `quote.${perpetual}`,
      JSON.stringify({ ...quoteData(now, 1, 2), timestamp: undefined }),
      'bad-time',
    ],
    ['data that is null', `ticker.${perpetual}.100ms`, 'null', 'columns'],
  ])('refuses %s, reports it and goes on', async (_, channel, data, reason) => {
    const { take, refused } = await opened()
    const refusal = refused()
    server.sayRaw(`{"jsonrpc":"2.0","method":"subscription","params":{"channel":"${channel}","data":${data}}}`)
    expect(await refusal).toMatchObject({ reason, instrument: btc })
    sayTrades(100, 1)
    expect(await take(1)).toMatchObject([{ event: { price: 50_000, timestamp: (now + 100) * 1000 } }])
    expect(server.connections()).toBe(1)
  })

  test.each([
    '{"jsonrpc":',
    '[]',
    '7',
    '{"method":"subscription"}',
    '{"method":"subscription","params":{"channel":"x.y","data":[]}}',
  ])('refuses the message %p and goes on', async (text) => {
    const { take, refused } = await opened()
    const refusal = refused()
    server.sayRaw(text)
    expect((await refusal).instrument).toBeUndefined()
    sayTrades(100, 1)
    expect((await take(1)).map(wordOf)).toEqual(['trade'])
  })

  test('answers the test request of the venue', async () => {
    await opened()
    server.heartbeat()
    while (!server.requests.some(({ method }) => method === 'public/test')) await new Promise(setImmediate)
  })

  test.each([undefined, 1000])('comes back after a cut (code %p), with a gap before the next event', async (code) => {
    const { take } = await opened()
    await server.subscribed()
    server.cut(code)
    expect((await take(4)).map(wordOf)).toEqual(['disconnected', 'gap', 'connecting', 'connected'])
    sayTrades(10, 1)
    expect((await take(1)).map(wordOf)).toEqual(['trade'])
    expect(server.connections()).toBe(2)
  })

  test('follows the book, and announces a gap where a change is missing', async () => {
    const { take } = await opened({ withBook: true })
    const book = `book.${perpetual}.100ms`
    server.say(book, bookData(now, 10, undefined, [['new', 49_999, 5]]))
    server.say(
      book,
      bookData(now + 1, 11, 10, [
        ['change', 49_999, 6],
        ['delete', 49_998, 0],
      ]),
    )
    expect(await take(3)).toMatchObject([
      { event: { kind: 'book-change', isSnapshot: true, side: 'bid', price: 49_999, size: 5 } },
      { event: { isSnapshot: false, price: 49_999, size: 6 } },
      { event: { isSnapshot: false, price: 49_998, size: 0 } },
    ])
    server.say(book, bookData(now + 2, 13, 12, [['change', 49_999, 7]]))
    expect(await take(2)).toMatchObject([{ event: { kind: 'gap', reason: 'sequence' } }, { status: 'disconnected' }])
  })

  test('says which channel the venue does not have', async () => {
    const { take } = connect({ names: ['NONE'] })
    const [, lost] = await take(2)
    expect(lost).toMatchObject({ status: 'disconnected', reason: 'no such channel: trades.NONE.100ms' })
  })

  test('refuses a message beyond four mebibytes by ending the connection', async () => {
    const { take } = await opened()
    server.sayRaw(`"${'x'.repeat(4 * 1024 * 1024)}"`)
    expect(await take(2)).toMatchObject([
      { status: 'disconnected', reason: 'Max payload size exceeded' },
      { event: { kind: 'gap' } },
    ])
  })

  test('closes at once while the venue is silent', async () => {
    const { feed, take } = await opened()
    const rest = take(10)
    await feed.close()
    const items: readonly FeedItem[] = await rest
    expect(items.map(wordOf)).toEqual(['ended'])
  })
})
