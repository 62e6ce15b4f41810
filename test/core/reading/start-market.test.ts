import {
  DAY,
  emptyQuotation,
  SECOND,
  type FeedEvent,
  type OptionSummary,
  type Quote,
  type Trade,
} from '../../../src/core/market/event'
import { instrumentFacts } from '../../../src/core/market/venues/instrument-facts'
import type { BarReading, Market, MarketOptions } from '../../../src/core/reading/market'
import { minuteGrid, type MarketModels } from '../../../src/core/reading/market-models'
import { startMarket } from '../../../src/core/reading/start-market'
import { startTrust } from '../../../src/core/reading/trust/start-trust'
import { defaultTrust } from '../../../src/core/reading/trust/trust-limits'

const MINUTE = 60 * SECOND
const start = 20_000 * DAY

const aQuote = (seconds: number, mid: number, own: Partial<Quote> = {}): Quote => ({
  kind: 'quote',
  timestamp: start + seconds * SECOND,
  localTimestamp: start + seconds * SECOND + 1000,
  bid: mid - 0.01,
  bidSize: 3,
  ask: mid + 0.01,
  askSize: 5,
  ...own,
})

const aTrade = (seconds: number, price: number, own: Partial<Trade> = {}): Trade => ({
  kind: 'trade',
  timestamp: start + seconds * SECOND,
  localTimestamp: start + seconds * SECOND + 1000,
  price,
  size: 1,
  aggressor: 'buy',
  ...own,
})

/** Models whose forecast for a row is its first column: they read log variances over five bars and funding. */
const someModels = (own: Partial<MarketModels> = {}): MarketModels => ({
  versions: { forecaster: 'f', classifier: 'c', policy: 'p' },
  grid: { ...minuteGrid, lags: [5], horizonBars: [5, 60] },
  columns: ['realized-variance-5', 'funding-rate-1'],
  forecast: (row) => ({
    logVariance: Float64Array.of(row[0], row[0]),
    quantiles: Float64Array.of(row[0] - 1, row[0] + 1, row[0] - 2, row[0] + 2),
  }),
  logHar: (row) => Float64Array.of(row[0] + 2, row[0] + 2),
  levels: [0.05, 0.95],
  startClassifier: () => ({ step: (_, row) => row && Float64Array.of(0.1, 0.9) }),
  shares: [0.5, 0.5],
  margin: 0.1,
  trainedOn: { from: start, until: start, scales: [] },
  ...own,
})

const aMarket = (own: Partial<MarketOptions> = {}): Market => startMarket({ instrument: 'venue/symbol', ...own })

const readingsOf = (market: Market, events: readonly FeedEvent[]): BarReading[] =>
  events.flatMap((event) => {
    const change = market.apply(event)
    return change.kind === 'bars' ? [...change.readings] : []
  })

/** A trade every ten seconds, up and down. */
const swings = (minutes: number): Trade[] =>
  Array.from({ length: 6 * minutes }, (_, i) => aTrade(10 * i, 100 + Math.sin(i) / 10))

describe('a market', () => {
  test('has no state before a price, then the last trade, then the mid', () => {
    const market = aMarket()
    expect(market.state()).toBeUndefined()
    expect(market.apply(aTrade(1, 100))).toEqual({ kind: 'price' })
    expect(market.state()).toMatchObject({ spot: 100, bid: undefined, events: 1, bars: 0, barTime: undefined })
    market.apply(aQuote(2, 101))
    expect(market.apply(aTrade(3, 100))).toEqual({ kind: 'none' })
    expect(market.state()).toMatchObject({
      spot: 101,
      bid: 100.99,
      askSize: 5,
      events: 3,
      venueTime: start + 3 * SECOND,
      time: start + 3 * SECOND + 1000,
    })
    expect(market.state()).toBe(market.state())
  })

  test('is broken from a gap to the next price, and no quote outlives it', () => {
    const market = aMarket()
    market.apply(aQuote(1, 101))
    expect(market.apply({ kind: 'gap', timestamp: start + 5 * SECOND, reason: 'disconnect' })).toEqual({ kind: 'gap' })
    market.apply({ kind: 'gap', timestamp: start + 6 * SECOND, reason: 'disconnect' })
    expect(market.state()).toMatchObject({ gapSince: start + 5 * SECOND, spot: 101, bid: undefined })
    market.apply(aTrade(9, 99))
    expect(market.state()).toMatchObject({ gapSince: undefined, spot: 99 })
  })

  test('takes an event that comes late at the newest time, and leaves out one of the far future', () => {
    const market = aMarket()
    market.apply(aTrade(30, 100))
    market.apply(aTrade(28, 101))
    expect(market.state()).toMatchObject({ spot: 101, venueTime: start + 30 * SECOND, events: 2 })
    const future = aTrade(40, 500, { timestamp: start + DAY / 24 })
    expect(market.apply(future)).toEqual({ kind: 'refused', reason: 'ahead-of-arrival' })
    expect(market.state()).toMatchObject({ spot: 101, events: 2 })
    const [{ bar }] = readingsOf(market, [aTrade(61, 102)])
    expect(bar).toMatchObject({ timestamp: start + MINUTE, trades: 2, close: 101 })
  })

  test('takes quotes from books until the feed sends quotes', () => {
    const market = aMarket()
    const book = (seconds: number, bid: number): FeedEvent => ({
      kind: 'book-snapshot',
      timestamp: start + seconds * SECOND,
      localTimestamp: start + seconds * SECOND,
      bids: [{ price: bid, size: 1 }],
      asks: [{ price: bid + 2, size: 1 }],
    })
    market.apply(book(1, 99))
    market.apply(book(2, 100))
    expect(market.state()).toMatchObject({ spot: 100, bid: 99 })
    market.apply(aQuote(3, 105))
    market.apply(book(4, 50))
    market.apply(book(5, 50))
    expect(market.state()).toMatchObject({ spot: 105, events: 5 })
  })

  test('closes the bars of quiet minutes with the event that comes after them', () => {
    const market = aMarket()
    const readings = readingsOf(market, [aTrade(1, 100), aTrade(200, 101)])
    expect(readings.map(({ bar }) => [bar.timestamp, bar.close])).toEqual(
      [1, 2, 3].map((minute) => [start + minute * MINUTE, 100]),
    )
    expect(market.state()).toMatchObject({ bars: 3, barTime: start + 3 * MINUTE, spot: 101 })
  })

  test('gives an exponential average until its models are warm, and names it as the source', () => {
    const market = aMarket({ models: someModels() })
    const readings = readingsOf(market, swings(30))
    expect(readings[4]).toMatchObject({
      volatility: [],
      trust: { kind: 'baseline', reasons: ['models-warming-up', 'volatility-ewma'] },
    })
    expect(readings[5].volatility.length).toBe(2)
    const alone = aMarket()
    readingsOf(alone, swings(30))
    const { volatility, trust, posterior } = alone.state() ?? {}
    expect(trust).toEqual({ kind: 'baseline', reasons: ['no-models', 'volatility-ewma'] })
    expect(posterior).toEqual([])
    expect(volatility?.length).toBe(1)
    // A return of about a thousandth every ten seconds.
    expect(volatility?.[0].vol).toBeGreaterThan(0.5)
    expect(volatility?.[0].vol).toBeLessThan(3)
  })

  test('gives volatilities, intervals and regime as of the last close', () => {
    const market = aMarket({ models: someModels() })
    const readings = readingsOf(market, swings(30))
    const { row } = readings[readings.length - 1]
    const vol = Math.sqrt(Math.exp(row?.[0] ?? NaN) * minuteGrid.barsPerYear)
    expect(market.state()).toMatchObject({
      volatility: [
        { years: 5 / minuteGrid.barsPerYear, vol },
        { years: 60 / minuteGrid.barsPerYear, vol },
      ],
      interval: [
        {
          low: expect.closeTo(vol * Math.exp(-0.5), 9) as number,
          high: expect.closeTo(vol * Math.exp(0.5), 9) as number,
        },
        { low: expect.closeTo(vol * Math.exp(-1), 9) as number },
      ],
      posterior: [0.1, 0.9],
      regime: 1,
      trust: { kind: 'models' },
      models: { forecaster: 'f', classifier: 'c', policy: 'p' },
    })
    expect(JSON.parse(JSON.stringify(market.state()))).toEqual(market.state())
  })

  test('falls back on log-HAR while its rule of trust objects', () => {
    const reasons = { now: ['drifted'] as readonly string[] }
    const figures = startTrust(defaultTrust, someModels()).figures()
    const market = aMarket({
      models: someModels(),
      trust: () => ({
        step: () => reasons.now,
        unread: () => ['columns-missing'],
        fallsBack: (horizon) => horizon === 1,
        figures: () => figures,
      }),
    })
    const readings = readingsOf(market, swings(30))
    const { row, volatility, interval, trust } = readings[readings.length - 1]
    expect(trust).toEqual({ kind: 'baseline', reasons: ['drifted', 'volatility-log-har'] })
    expect(volatility[0].vol).toBeCloseTo(Math.sqrt(Math.exp((row?.[0] ?? NaN) + 2) * minuteGrid.barsPerYear), 9)
    expect(interval).toEqual([])
    expect(market.state()?.trustFigures).toEqual(figures)
    reasons.now = []
    const [again] = readingsOf(market, [aTrade(1801, 100), aTrade(1861, 100)]).slice(-1)
    expect(market.state()?.trust).toEqual({ kind: 'models' })
    // At the second horizon log-HAR serves still, without an interval of the forecaster's.
    const vols = again.volatility.map(
      ({ vol }) => Math.log(vol ** 2 / minuteGrid.barsPerYear) - (again.row?.[0] ?? NaN),
    )
    expect(vols).toEqual([expect.closeTo(0, 9), expect.closeTo(2, 9)])
    expect(again.interval.map(({ years }) => years)).toEqual([5 / minuteGrid.barsPerYear])
  })

  test('gives a bar the funding rate and implied volatility in force at its close, not a later one', () => {
    const market = aMarket({ models: someModels() })
    const ticker = (seconds: number, fundingRate: number): FeedEvent => ({
      kind: 'derivative-ticker',
      timestamp: start + seconds * SECOND,
      localTimestamp: start + seconds * SECOND,
      lastPrice: undefined,
      markPrice: undefined,
      indexPrice: undefined,
      fundingRate,
      openInterest: undefined,
    })
    const option = (seconds: number, markIv: number): OptionSummary => ({
      ...emptyQuotation,
      kind: 'option-summary',
      timestamp: start + seconds * SECOND,
      localTimestamp: start + seconds * SECOND,
      instrument: 'call',
      type: 'call',
      strike: 100,
      expiry: start + 2 * DAY,
      underlyingPrice: 100,
      markIv,
    })
    const readings = readingsOf(market, [
      aTrade(1, 100),
      ticker(10, 1e-4),
      option(20, 0.5),
      aTrade(50, 100),
      ticker(61, 2e-4),
      option(62, 0.6),
      ticker(130, 3e-4),
      aTrade(185, 100),
    ])
    expect(readings.map(({ bar }) => [bar.fundingRate, bar.impliedVol])).toEqual([
      [1e-4, 0.5],
      [2e-4, 0.6],
      [3e-4, 0.6],
    ])
    expect(market.state()).toMatchObject({ fundingRate: 3e-4, impliedVol: 0.6 })
  })

  test('makes coarser bars of trades for models that learned from recorded bars', () => {
    const models = someModels({
      columns: ['realized-variance-5'],
      grid: { ...minuteGrid, barSeconds: 300, sourceSeconds: 60, barsPerDay: 288, lags: [5], horizonBars: [5, 60] },
    })
    const market = aMarket({ models })
    const readings = readingsOf(market, [...swings(30), aQuote(1790, 300)])
    expect(readings.map(({ bar }) => bar.timestamp)).toEqual([1, 2, 3, 4, 5].map((bar) => start + 5 * bar * MINUTE))
    expect(readings.every(({ bar }) => bar.periodSeconds === 300 && bar.quote === undefined && bar.high < 101)).toBe(
      true,
    )
  })

  test('refuses models whose columns it does not make', () => {
    const models = someModels({ columns: ['realized-variance-5', 'moon-phase-28'] })
    expect(() => aMarket({ models })).toThrow('moon-phase-28')
  })
})

test('amounts that count contracts become units of the base', () => {
  const instrument = 'binance-delivery/BTCUSD_PERP'
  const market = startMarket({ instrument, facts: instrumentFacts('binance-delivery', 'BTCUSD_PERP') })
  const stamp = { timestamp: 60_000_000, localTimestamp: 60_000_000 }
  market.apply({ kind: 'quote', ...stamp, bid: 50_000, bidSize: 500, ask: 100_000, askSize: 2_000 })
  expect(market.state()).toMatchObject({ bidSize: 1, askSize: 2 })
})
