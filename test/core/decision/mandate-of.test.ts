import fc from 'fast-check'
import type { HedgingPolicy } from '../../../src/core/decision/hedging-policy'
import { mandateOf } from '../../../src/core/decision/mandate-of'
import type { MandateSettings, PortfolioSettings } from '../../../src/core/decision/settings'
import { evaluate } from '../../../src/core/hedging/evaluate'
import type { Snapshot } from '../../../src/core/hedging/snapshot'
import { evaluateMandate } from '../../../src/core/mandates/evaluate-mandate'
import type { Mandate } from '../../../src/core/mandates/mandate'
import { DAY } from '../../../src/core/market/event'
import type { Book } from '../../../src/core/portfolio/portfolio'
import type { MarketState } from '../../../src/core/reading/market-state'
import { between } from '../../support/between'
import { aBook, aCall, aHedge, aHedgingPolicy, aMarketState, aPortfolio, noon } from './a-market-state'

const unsolved = (): never => {
  throw new Error('nothing here asks for a quadratic program')
}

type Given = {
  readonly settings?: PortfolioSettings
  readonly book?: Book
  readonly market?: MarketState
  readonly policy?: HedgingPolicy | undefined
  readonly last?: unknown
  readonly time?: number
}

const given = ({
  settings = aPortfolio(),
  book = aBook(),
  market = aMarketState(),
  last,
  time = noon,
  ...own
}: Given = {}) =>
  mandateOf(
    settings,
    { book, state: { last } },
    { [market.instrument]: market },
    { policy: 'policy' in own ? own.policy : aHedgingPolicy(), time },
  )

const mandateIn = (made: ReturnType<typeof mandateOf>): Mandate => {
  if (made.kind === 'not-ready') throw new Error(made.reasons.join())
  return made.mandate
}

const snapshotOf = (own: Given = {}): Snapshot => {
  const mandate = mandateIn(given(own))
  if (mandate.kind !== 'hedge') throw new Error(mandate.kind)
  return mandate.snapshot
}

const price = (instrument: string, lots: number): Book['positions'][number] => ({ instrument, lots, lot: 0.1 })

describe('the mandate of a hedge', () => {
  test('holds the options that have not expired, the position in units and the cost of fee and half spread', () => {
    const options = [aCall(), aCall({ option: 'gone', expiry: noon }), aCall({ option: 'far', expiry: noon + 2 * DAY })]
    const book = aBook({ options, positions: [price('paper/MICRO', 40), price('paper/OTHER', 7)] })
    const snapshot = snapshotOf({ book })
    expect(snapshot.legs.map(({ expiry }) => expiry)).toEqual([noon + DAY, noon + 2 * DAY])
    expect(snapshot.position).toBeCloseTo(4, 12)
    expect(snapshot.oneWayCost).toBeCloseTo(1e-4 + 1.5e-4, 15)
    expect(snapshot).toMatchObject({
      time: noon,
      spot: 200,
      posterior: [0.2, 0.5, 0.3],
      toxicityPercentile: 0.4,
      rate: 0,
    })
  })

  test('takes the spread of the quote in force where no bar has one', () => {
    const snapshot = snapshotOf({ market: aMarketState({ relativeSpread: undefined }) })
    expect(snapshot.oneWayCost).toBeCloseTo(1e-4 + 0.02 / 200, 12)
    const blank = aMarketState({ relativeSpread: undefined, bid: undefined, ask: undefined })
    expect(snapshotOf({ market: blank }).oneWayCost).toBe(1e-4)
  })

  test('runs by the tuned baseline while the models are not trusted', () => {
    const market = aMarketState({ trust: { kind: 'baseline', reasons: ['drifted', 'volatility-log-har'] } })
    const made = given({ market })
    expect(made).toMatchObject({ kind: 'ready', baseline: ['drifted', 'volatility-log-har'] })
    const snapshot = snapshotOf({ market })
    expect(snapshot.strategy).toEqual(aHedgingPolicy().baseline)
    expect(snapshot.volatility).toEqual(market.volatility)
    expect(snapshotOf().strategy).toEqual({ kind: 'adaptive', policy: aHedgingPolicy().adaptive })
    expect(snapshot.posterior).toEqual([])
    expect(snapshotOf().posterior.length).toBeGreaterThan(0)
    expect(given()).toMatchObject({ baseline: [] })
  })

  test('runs by the Whalley-Wilmott band where no policy was tuned, with a reason', () => {
    const made = given({ policy: undefined })
    const strategy = { kind: 'whalley-wilmott', riskAversion: 30, multiplier: 1 }
    expect(made).toMatchObject({ kind: 'ready', baseline: ['no-policy'] })
    expect(snapshotOf({ policy: undefined }).strategy).toEqual(strategy)
  })

  test('takes a configured strategy unchanged, whether the models are trusted or not', () => {
    const strategy = { kind: 'fixed-band', halfWidth: 0.05 } as const
    const market = aMarketState({ trust: { kind: 'baseline', reasons: ['drifted'] } })
    const settings = aPortfolio({ mandate: aHedge({ strategy }) })
    expect(snapshotOf({ settings, market }).strategy).toBe(strategy)
  })

  test('reads its last evaluation, also through JSON, and no other mandate’s', () => {
    const { next } = evaluate(snapshotOf())
    const last: unknown = JSON.parse(JSON.stringify(next))
    expect(evaluate(snapshotOf({ last, time: noon + 1 })).reasons).toEqual(['not-due'])
    expect(snapshotOf({ last: { floor: 5, evaluatedAt: noon, dueAt: noon } }).last).toBeUndefined()
    expect(snapshotOf({ last: 'nonsense' }).last).toBeUndefined()
  })

  test('goes flat where no option is left', () => {
    const book = aBook({ options: [aCall({ expiry: noon - 1 })], positions: [price('paper/MICRO', 400)] })
    const { trade } = evaluate(
      snapshotOf({ book, policy: aHedgingPolicy({ adaptive: { ...aHedgingPolicy().adaptive, floor: 0 } }) }),
    )
    expect(trade).toBeCloseTo(-40, 9)
  })

  test('cannot be made before the market has a price and a volatility', () => {
    const settings = aPortfolio()
    const view = { book: aBook(), state: { last: undefined } }
    expect(mandateOf(settings, view, {}, { policy: undefined, time: noon })).toEqual({
      kind: 'not-ready',
      reasons: ['no price of simulated/microstructure yet'],
    })
    expect(given({ market: aMarketState({ volatility: [] }) })).toEqual({
      kind: 'not-ready',
      reasons: ['no volatility of simulated/microstructure yet'],
    })
  })
})

const sized = (factor: number, { lots, strike, spot, days }: Record<string, number>): Snapshot =>
  snapshotOf({
    settings: aPortfolio({ mandate: aHedge({ scale: { contracts: 100 * factor, price: 200 } }) }),
    book: aBook({
      options: [aCall({ quantity: -100 * factor, strike, expiry: noon + days * DAY })],
      positions: [price('paper/MICRO', factor * lots)],
    }),
    market: aMarketState({ spot }),
  })

test('twice the contracts trade twice as much', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -1500, max: 1500 }),
      between(150, 250),
      between(150, 250),
      between(0.01, 30),
      (lots, strike, spot, days) => {
        const once = evaluate(sized(1, { lots, strike, spot, days }))
        const twice = evaluate(sized(2, { lots, strike, spot, days }))
        expect(twice.kind).toBe(once.kind)
        expect(Math.abs(twice.trade - 2 * once.trade)).toBeLessThan(1e-9)
      },
    ),
  )
})

test('every number of every mandate’s decision is finite, whatever the market', () => {
  const mandates: readonly MandateSettings[] = [
    aHedge(),
    {
      kind: 'cppi',
      floor: 80_000,
      drift: 0,
      policy: {
        maxMultiplier: 5,
        confidence: 0.99,
        gapInterval: 86_400,
        minInterval: 60,
        maxExposureShare: 1,
        tolerance: 0.1,
        toleranceMultipliers: [1],
        toleranceFloor: 0,
        toleranceCeiling: 0.5,
        insideShare: 0,
        diffusionShare: 0.5,
        ratchetShare: undefined,
      },
    },
    {
      kind: 'allocation',
      instruments: ['simulated/microstructure', 'simulated/other'],
      targets: [0.4, 0.3],
      correlation: 0.5,
      policy: {
        band: { kind: 'volatility', deviations: 1, years: 1 / 52 },
        multipliers: [1],
        floor: 0,
        ceiling: 0.5,
        cashHalfWidth: 0.1,
        insideShare: 0,
        minTrade: 0,
        shorting: false,
        diffusionShare: 0.5,
        minInterval: 60,
        maxInterval: 3600,
      },
    },
  ]
  const numbers = (value: unknown): number[] =>
    typeof value === 'number'
      ? [value]
      : typeof value === 'object' && value !== null
        ? Object.values(value).flatMap(numbers)
        : []
  fc.assert(
    fc.property(
      fc.tuple(
        fc.constantFrom(...mandates),
        between(1, 1e5),
        between(0, 5),
        between(0, 0.2),
        fc.integer({ min: 0, max: 2000 }),
      ),
      ([mandate, spot, vol, relativeSpread, lots]) => {
        const own = { spot, relativeSpread, volatility: [{ years: 1 / 365, vol }] }
        const made = mandateOf(
          aPortfolio({ mandate }),
          { book: aBook({ positions: [price('paper/MICRO', lots)] }), state: { last: undefined } },
          {
            'simulated/microstructure': aMarketState(own),
            'simulated/other': aMarketState({ ...own, instrument: 'simulated/other' }),
          },
          { policy: aHedgingPolicy(), time: noon },
        )
        const { decision } = evaluateMandate(mandateIn(made), unsolved)
        expect(numbers(decision).every(Number.isFinite)).toBe(true)
      },
    ),
  )
})

test('an allocation reads prices, units and volatilities of its instruments, in order', () => {
  const settings = aPortfolio({
    mandate: {
      kind: 'allocation',
      instruments: ['simulated/other', 'simulated/microstructure'],
      targets: [0.5, 0.5],
      correlation: 0.5,
      policy: {
        band: { kind: 'absolute', halfWidth: 0.05 },
        multipliers: [1],
        floor: 0,
        ceiling: 1,
        cashHalfWidth: 0,
        insideShare: 0,
        minTrade: 0,
        shorting: false,
        diffusionShare: 1,
        minInterval: 0,
        maxInterval: 60,
      },
    },
  })
  const book = aBook({ cash: 5_000_000, positions: [price('paper/MICRO', 30), price('paper/other', 20)] })
  const markets = {
    'simulated/microstructure': aMarketState({ volatility: [{ years: 1, vol: 0.5 }] }),
    'simulated/other': aMarketState({
      instrument: 'simulated/other',
      spot: 50,
      volatility: [{ years: 1, vol: 0.2 }],
      posterior: [1],
    }),
  }
  const mandate = mandateIn(
    mandateOf(settings, { book, state: { last: undefined } }, markets, { policy: undefined, time: noon }),
  )
  expect(mandate).toMatchObject({
    kind: 'allocation',
    snapshot: {
      prices: [50, 200],
      units: [expect.closeTo(2, 12), expect.closeTo(3, 12)],
      cash: 5,
      covariance: [
        expect.closeTo(0.04, 12),
        expect.closeTo(0.05, 12),
        expect.closeTo(0.05, 12),
        expect.closeTo(0.25, 12),
      ],
      posterior: [0.2, 0.5, 0.3],
    },
  })
})
