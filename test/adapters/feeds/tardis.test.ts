import { systemTimers } from '../../../src/adapters/clock/system-clock'
import type { FeedRefusal } from '../../../src/adapters/feeds/source'
import { supervise } from '../../../src/adapters/feeds/supervise'
import { tardisSource, type TardisSettings } from '../../../src/adapters/feeds/tardis/tardis-source'
import { startRng } from '../../../src/core/rng'
import { startBinanceServer, type BinanceServer } from '../../support/binance-server'
import { startDeribitServer } from '../../support/deribit-server'
import { perpetual, tickerData, tradeData } from './deribit-messages'
import { startTaking, wordOf } from './scripted-source'

const clock = { now: () => Date.now() * 1000 }
const now = Date.now()
const closing: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const connect = (settings: TardisSettings) => {
  const refusals: FeedRefusal[] = []
  const feed = supervise(tardisSource(settings), {
    ...{ clock, timers: systemTimers, rng: startRng(3), limits: { firstPause: 5, longestPause: 20 } },
    onRefused: (refusal) => refusals.push(refusal),
  })
  closing.push(feed.close)
  return { feed, refusals, ...startTaking(feed) }
}

const trade = (id: number, price: string) => ({
  ...{ e: 'trade', E: now + id, s: 'BTCUSDT', t: id, p: price, q: '0.25', T: now + id, m: id % 2 === 0, X: 'MARKET' },
})

const sayFive = (say: BinanceServer['say'], from = 0): void => {
  say('btcusdt@bookTicker', {
    ...{ e: 'bookTicker', u: 1, s: 'BTCUSDT', b: '50000.10', B: '3', a: '50000.20', A: '4', T: now, E: now },
  })
  for (let i = 0; i < 4; i++) say('btcusdt@trade', trade(from + i, `${50_000 + i}.5`))
}

const openBinance = async () => {
  let round = 0
  const server = await startBinanceServer((say) => sayFive(say, 100 * round++))
  closing.push(server.stop)
  const connected = connect({ exchange: 'binance-futures', symbols: ['BTCUSDT'], url: server.url })
  return { server, ...connected }
}

describe('a feed through tardis-dev', () => {
  test("receives Binance's combined streams", async () => {
    const { server, take } = await openBinance()
    const items = await take(7)
    expect(items.map(wordOf)).toEqual(['connecting', 'connected', 'quote', 'trade', 'trade', 'trade', 'trade'])
    expect([...server.streams].sort()).toEqual(['btcusdt@bookTicker', 'btcusdt@trade'])
    expect(items.slice(2, 4)).toMatchObject([
      {
        instrument: { venue: 'binance-futures', symbol: 'BTCUSDT' },
        event: { bid: 50_000.1, bidSize: 3, ask: 50_000.2, askSize: 4, timestamp: now * 1000 },
      },
      { event: { price: 50_000.5, size: 0.25, aggressor: 'sell', timestamp: now * 1000 } },
    ])
  })

  test.each([undefined, 1000])('comes back once after a cut (code %p), with a gap', async (code) => {
    const { server, take } = await openBinance()
    await take(7)
    server.cut(code)
    const words = (await take(9)).map(wordOf)
    expect(words.slice(0, 4)).toEqual(['disconnected', 'gap', 'connecting', 'connected'])
    expect(server.connections()).toBe(2)
  })

  test('refuses absurd prices and a repeated trade', async () => {
    const { server, take, refusals } = await openBinance()
    await take(7)
    for (const [id, price] of [
      [3, '50003.5'],
      [10, '50000000'],
      [11, '0'],
      [12, '50001'],
    ] as const)
      server.say('btcusdt@trade', trade(id, price))
    expect(await take(1)).toMatchObject([{ event: { price: 50_001 } }])
    expect(refusals.map(({ reason }) => reason)).toEqual(['duplicate', 'absurd-price', 'price-not-positive'])
  })

  test('closes at once while the venue is silent', async () => {
    const { feed, take } = await openBinance()
    await take(7)
    const rest = take(5)
    await feed.close()
    expect((await rest).map(wordOf)).toEqual(['ended'])
  })

  test('receives Deribit', async () => {
    const server = await startDeribitServer()
    closing.push(server.stop)
    const { take } = connect({ exchange: 'deribit', symbols: [perpetual], withTickers: true, url: server.url })
    await take(1)
    await server.subscribed()
    server.say(`ticker.${perpetual}.100ms`, tickerData(now, 50_000))
    server.say(
      `trades.${perpetual}.100ms`,
      [0, 1, 2].map((i) => tradeData(i, now + i, 50_000 + i)),
    )
    const items = await take(6)
    expect(items.map(wordOf)).toEqual(['connected', 'quote', 'derivative-ticker', 'trade', 'trade', 'trade'])
    expect(items[2]).toMatchObject({ event: { markPrice: 50_000, indexPrice: 49_999, fundingRate: 0 } })
  })
})
