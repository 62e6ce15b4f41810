import fc from 'fast-check'
import type { HedgeOrder } from '../../../../src/core/execution/order'
import type { GateMargin, GateMarket, GateState } from '../../../../src/core/risk/gate/gate-state'
import type { RiskLimits } from '../../../../src/core/risk/gate/risk-limits'
import { deribitBtcStandard } from '../../../../src/core/risk/margin/standard-margin'
import { between } from '../../../support/between'
import { aBook, aFuture, anOption, NOW } from '../a-book'

export const INSTRUMENT = 'paper/BTC-PERPETUAL'

export const anOrder = (change: Partial<HedgeOrder> = {}): HedgeOrder => ({
  leg: 0,
  instrument: INSTRUMENT,
  side: 'buy',
  lots: 10,
  lot: 0.1,
  price: 50_000,
  limitPrice: 50_050,
  reduces: true,
  ...change,
})

export const someLimits = (change: Partial<RiskLimits> = {}): RiskLimits => ({
  orderNotional: 100_000,
  positionNotional: 500_000,
  dailyTurnover: 1_000_000,
  ordersPerMinute: 6,
  slippage: 0.002,
  price: { leastSources: 2, maxAge: 30, maxDeviation: 0.01 },
  margin: { model: { kind: 'standard', parameters: deribitBtcStandard }, leastRatio: 1.5, leastDistance: 0.2 },
  dailyLoss: 20_000,
  ...change,
})

export const aMarket = (change: Partial<GateMarket> = {}): GateMarket => ({
  instrument: INSTRUMENT,
  time: NOW - 1e6,
  spot: 50_000,
  quotes: [
    { source: 'deribit/BTC-PERPETUAL', price: 50_000, at: NOW - 1e6 },
    { source: 'binance/BTCUSDT', price: 50_040, at: NOW - 2e6 },
  ],
  breaker: { kind: 'closed' },
  ...change,
})

export const someMargin = (cash = 200_000, change: Partial<GateMargin> = {}): GateMargin => ({
  account: { book: aBook({ options: [anOption({ quantity: -2 })], futures: [aFuture(0.5)] }), cash, coins: 0 },
  search: { lowest: 0.2, highest: 5, points: 60, vol: 0.6, years: 1 / 52, volSlope: 0 },
  ...change,
})

/** A state in which everything may trade. */
export const aState = (change: Partial<GateState> = {}): GateState => ({
  time: NOW,
  limits: someLimits(),
  killSwitch: { engaged: false },
  mode: 'active',
  markets: [aMarket()],
  positions: [{ instrument: INSTRUMENT, lots: 5, lot: 0.1 }],
  turnover: 100_000,
  sent: [NOW - 30e6, NOW - 90e6],
  openIntents: 0,
  dayProfit: -1_000,
  margin: someMargin(),
  trust: { kind: 'models' },
  ...change,
})

export const anyOrders: fc.Arbitrary<readonly HedgeOrder[]> = fc
  .array(
    fc.record({
      side: fc.constantFrom('buy', 'sell'),
      lots: fc.integer({ min: 1, max: 60 }),
      limitPrice: between(49_500, 50_500),
      reduces: fc.boolean(),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((changes) => changes.map((change, leg) => anOrder({ ...change, leg })))

/** States around the limits, so that each check passes in some and refuses in others. */
export const anyState: fc.Arbitrary<GateState> = fc
  .record({
    killed: fc.boolean(),
    mode: fc.constantFrom('active', 'reducing', 'halted'),
    ages: fc.tuple(between(-60, 60), between(-60, 60), between(-60, 60)),
    prices: fc.tuple(between(49_000, 51_000), between(49_000, 51_000), between(49_000, 51_000)),
    open: fc.boolean(),
    lots: fc.integer({ min: -150, max: 150 }),
    turnover: between(0, 1_200_000),
    sent: fc.array(between(-200, 10), { maxLength: 12 }),
    openIntents: fc.integer({ min: 0, max: 2 }),
    dayProfit: between(-40_000, 40_000),
    cash: between(0, 400_000),
  })
  .map(({ killed, mode, ages, prices, open, lots, turnover, sent, openIntents, dayProfit, cash }) =>
    aState({
      limits: someLimits({ surfaceMaxAge: 40 }),
      killSwitch: { engaged: killed },
      mode,
      markets: [
        aMarket({
          time: NOW - ages[0] * 1e6,
          spot: prices[0],
          quotes: prices.map((price, i) => ({ source: String(i), price, at: NOW - ages[i] * 1e6 })),
          breaker: open
            ? { kind: 'open', cause: 'move', since: NOW - 9e6, lastCause: NOW - 5e6, value: -0.1 }
            : { kind: 'closed' },
        }),
      ],
      positions: [{ instrument: INSTRUMENT, lots, lot: 0.1 }],
      turnover,
      sent: sent.map((seconds) => NOW + seconds * 1e6),
      openIntents,
      dayProfit,
      surface: { instrument: 'deribit/BTC', fitted: open ? undefined : NOW - ages[2] * 1e6 },
      margin: someMargin(cash),
    }),
  )
