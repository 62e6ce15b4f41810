import fc from 'fast-check'
import { startHistory, startRing } from '../../../../src/app/service/web/history'
import { decisionPoint, marketPoint } from '../../../../src/app/service/web/points'
import type { MarketState } from '../../../../src/core/reading/market-state'
import type { DecisionRecord } from '../../../../src/ports/ledger'

describe('ring', () => {
  test('holds the newest rows in order, absent values as null', () => {
    const ring = startRing(['a', 'b'], 3, 0)
    for (const at of [1, 2, 3, 4]) ring.push(at, { a: at * 10, b: at === 3 ? undefined : -at })
    expect(ring.columns()).toEqual({ at: [2, 3, 4], a: [20, 30, 40], b: [-2, null, -4] })
  })

  test('takes the last row of a step, and nothing from the past', () => {
    const ring = startRing(['a'], 10, 100)
    expect([0, 40, 99, 100, 250, 240].map((at) => ring.push(at, { a: at }))).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
    ])
    expect(ring.columns()).toEqual({ at: [99, 100, 250], a: [99, 100, 250] })
  })

  test('is the tail of everything pushed, whatever the capacity', () => {
    const steps = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 400 })
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 300 }), (gaps, capacity) => {
        const ring = startRing(['v'], capacity, 0)
        const times = gaps.map((_, i) => gaps.slice(0, i + 1).reduce((sum, gap) => sum + gap, 0))
        for (const at of times) ring.push(at, { v: at / 2 })
        const tail = times.slice(-capacity)
        expect(ring.columns()).toEqual({ at: tail, v: tail.map((at) => at / 2) })
        expect(ring.size()).toBe(tail.length)
      }),
      { numRuns: 60 },
    )
  })
})

const aRecord = (overrides: Partial<DecisionRecord> = {}): DecisionRecord => ({
  portfolio: 'p',
  sequence: 1,
  at: 5_000_000,
  trigger: 'scheduled',
  kind: 'trade',
  reasons: ['outside-band'],
  dueAt: 35_000_000,
  next: undefined,
  inputs: {
    mandate: { kind: 'hedge', snapshot: { position: 1.5, spot: 100 } },
    markets: [{ regime: 2, trust: { kind: 'models' } }],
  },
  outputs: {
    evaluated: {
      kind: 'hedge',
      decision: { trade: 0.25, band: { lower: 1.75, upper: 2.25, centre: 2, halfWidth: 0.25 } },
    },
  },
  ...overrides,
})

describe('history', () => {
  test('fills again from the ledger’s decisions, and goes on', () => {
    const history = startHistory()
    const records = [1, 2, 3].map((n) => aRecord({ sequence: n, at: n * 1_000_000 }))
    for (const record of records) history.portfolio('p', decisionPoint(record))
    for (const record of records) history.portfolio('p', decisionPoint(record))
    history.portfolio('p', { at: 4_000_000, position: 2 })
    expect(history.portfolioHistory('p')).toMatchObject({
      portfolio: 'p',
      at: [1_000_000, 2_000_000, 3_000_000, 4_000_000],
      position: [1.5, 1.5, 1.5, 2],
      lower: [1.75, 1.75, 1.75, null],
      traded: [0.25, 0.25, 0.25, null],
    })
    expect(history.portfolioHistory('q')).toBeUndefined()
  })

  test('a decision gives its band, its wait, what it traded, and the regime called where the models were trusted', () => {
    expect(decisionPoint(aRecord())).toEqual({
      at: 5_000_000,
      interval: 30,
      position: 1.5,
      lower: 1.75,
      upper: 2.25,
      centre: 2,
      halfWidth: 0.25,
      regime: 2,
      traded: 0.25,
    })
    const mandate = { kind: 'hedge', snapshot: { position: 1.5, spot: 100 } }
    const markets = [{ regime: 2, trust: { kind: 'baseline', reasons: ['drift'] } }]
    expect(decisionPoint(aRecord({ inputs: { mandate, markets } })).regime).toBeUndefined()
    expect(decisionPoint(aRecord({ inputs: { mandate } }))).toMatchObject({ halfWidth: 0.25 })
    expect(decisionPoint(aRecord({ kind: 'refused' })).traded).toBeUndefined()
    expect(decisionPoint(aRecord({ inputs: {}, outputs: {} }))).toEqual({ at: 5_000_000, interval: 30 })
  })

  test('a market state gives the shortest forecast with its interval', () => {
    const state: MarketState = {
      instrument: 'v/s',
      events: 1,
      time: 7,
      venueTime: 6,
      spot: 100,
      bid: undefined,
      ask: undefined,
      bidSize: undefined,
      askSize: undefined,
      gapSince: undefined,
      barTime: 7,
      bars: 1,
      posterior: [1],
      regime: 0,
      volatility: [
        { years: 0.01, vol: 0.5 },
        { years: 0.1, vol: 0.4 },
      ],
      interval: [{ years: 0.01, low: 0.3, high: 0.8 }],
      realizedVol: undefined,
      toxicityPercentile: undefined,
      models: undefined,
      trust: { kind: 'models' },
    }
    expect(marketPoint(state)).toEqual({
      at: 7,
      spot: 100,
      regime: 0,
      forecast: 0.5,
      low: 0.3,
      high: 0.8,
      realized: undefined,
    })
  })
})
