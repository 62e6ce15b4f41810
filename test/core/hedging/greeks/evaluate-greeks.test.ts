import fc from 'fast-check'
import { evaluateGreeks } from '../../../../src/core/hedging/greeks/evaluate-greeks'
import { diagonalRisk, factorRisk } from '../../../../src/core/hedging/greeks/factor-risk'
import type { GreekDecision } from '../../../../src/core/hedging/greeks/greek-decision'
import type { GreekSnapshot, HedgeInstrument } from '../../../../src/core/hedging/greeks/greek-snapshot'
import { DAY } from '../../../../src/core/market/event'
import { bsmGreeks } from '../../../../src/core/pricing/greeks'
import { legGreeks } from '../../../../src/core/pricing/leg'
import { solverForTests } from './solver'

const NOW = 1_700_000_000_000_000
const YEAR = 365 * DAY

const underlying = (change: Partial<HedgeInstrument> = {}): HedgeInstrument =>
  ({
    kind: 'underlying',
    id: 'perpetual',
    bid: 99.99,
    ask: 100.01,
    lot: 0,
    position: 0,
    lower: -Infinity,
    upper: Infinity,
    ...change,
  }) as HedgeInstrument

const option = (id: string, days: number, change: Partial<HedgeInstrument> = {}): HedgeInstrument => {
  const mid = bsmGreeks({ type: 'call', spot: 100, strike: 100, years: Math.max(days, 0) / 365, vol: 0.6 }).price
  const quote = {
    bid: Math.max(mid - 0.05, 0),
    ask: mid + 0.05,
    lot: 0,
    position: 0,
    lower: -Infinity,
    upper: Infinity,
  }
  return {
    kind: 'option',
    id,
    type: 'call',
    strike: 100,
    expiry: NOW + days * DAY,
    ...quote,
    ...change,
  } as HedgeInstrument
}

const aSnapshot = (change: Partial<GreekSnapshot> = {}): GreekSnapshot => ({
  time: NOW,
  spot: 100,
  legs: [{ type: 'call', strike: 105, expiry: NOW + 30 * DAY, quantity: -50 }],
  instruments: [underlying(), option('near', 20), option('far', 60)],
  volatility: [{ years: 0.1, vol: 0.6 }],
  yearsPerMicrosecond: 1 / YEAR,
  rate: 0,
  targets: [
    { greek: 'delta', tolerance: 1 },
    { greek: 'gamma', tolerance: 0.2 },
    { greek: 'vega', tolerance: 100 },
  ],
  risk: factorRisk(['delta', 'gamma', 'vega'], {
    riskAversion: 1,
    spot: 100,
    vol: 0.6,
    volOfVol: 1,
    correlation: -0.5,
    horizonYears: 1 / 365,
  }),
  schedule: { share: 0.5, minInterval: 60, maxInterval: 86_400 },
  last: undefined,
  ...change,
})

/** The snapshot after a decision's orders. */
const after = (snapshot: GreekSnapshot, { orders, next }: GreekDecision): GreekSnapshot => ({
  ...snapshot,
  time: next.dueAt,
  last: next,
  instruments: snapshot.instruments.map((instrument) => ({
    ...instrument,
    position: orders.find(({ id }) => id === instrument.id)?.target ?? instrument.position,
  })),
})

describe('evaluateGreeks', () => {
  const solve = solverForTests()
  const evaluate = (change: Partial<GreekSnapshot> = {}) => evaluateGreeks(aSnapshot(change), solve)

  it('buys options for a short book until gamma and vega are nearly gone, and the underlying for delta', () => {
    const decision = evaluate()
    expect(decision.kind).toBe('trade')
    expect(decision.reasons).toEqual(['delta-outside', 'gamma-outside', 'vega-outside'])
    decision.after.forEach((left, t) => expect(Math.abs(left)).toBeLessThan(0.25 * Math.abs(decision.before[t])))
    expect(decision.riskAfter + decision.cost).toBeLessThan(0.2 * decision.riskBefore)
    for (const { id, quantity } of decision.orders) if (id !== 'perpetual') expect(quantity).toBeGreaterThan(0)
  })

  it('holds after its own orders: what is left is not worth trading', () => {
    const snapshot = aSnapshot()
    const first = evaluateGreeks(snapshot, solve)
    const again = evaluateGreeks({ ...after(snapshot, first), time: NOW, last: undefined }, solve)
    expect(again.cost).toBeLessThan(1e-3 * first.cost)
    expect(again.riskAfter).toBeCloseTo(first.riskAfter, 3)
    expect(evaluateGreeks({ ...after(snapshot, first), time: NOW + 1 }, solve)).toMatchObject({
      kind: 'hold',
      reasons: ['not-due'],
      next: first.next,
    })
  })

  it('holds inside every tolerance, whatever it would save', () => {
    const wide = aSnapshot().targets.map((target) => ({ ...target, tolerance: 1e6 }))
    expect(evaluate({ targets: wide })).toMatchObject({
      kind: 'hold',
      reasons: ['inside-tolerance'],
      orders: [],
      cost: 0,
    })
  })

  it('leaves options alone while delta alone is outside', () => {
    const targets = aSnapshot().targets.map((target) => ({ ...target, tolerance: target.greek === 'delta' ? 1 : 1e6 }))
    const decision = evaluate({ targets, risk: diagonalRisk([1, 1, 1]) })
    expect(decision.reasons).toEqual(['delta-outside', 'underlying-only'])
    expect(decision.orders.map(({ id }) => id)).toEqual(['perpetual'])
  })

  it('keeps to lots, position limits and spending, with the reasons', () => {
    const instruments = [
      underlying({ lot: 1 }),
      option('near', 20, { lot: 5, upper: 12 }),
      option('far', 60, { lot: 5 }),
    ]
    const decision = evaluate({ instruments })
    for (const { id, quantity } of decision.orders) expect(Math.abs(quantity % (id === 'perpetual' ? 1 : 5))).toBe(0)
    expect(decision.orders.find(({ id }) => id === 'near')?.target ?? 0).toBeLessThanOrEqual(10)
    const poor = evaluate({ maxSpend: 50 })
    expect(poor.reasons).toContain('spending-limit')
    expect(poor.reasons).toContain('left-outside')
    expect(evaluate({ instruments: [underlying({ upper: 3 })] }).reasons).toContain('position-limit')
  })

  it('does nothing where every trade costs more than it saves', () => {
    const dear = aSnapshot().instruments.map((instrument) => ({ ...instrument, bid: 0, ask: 1e6 }))
    expect(evaluate({ instruments: dear })).toMatchObject({ kind: 'hold', orders: [], cost: 0 })
    expect(evaluate({ instruments: dear }).reasons).toContain('not-worth-its-cost')
  })

  it('manages vega by expiry', () => {
    const split = NOW + 40 * DAY
    const targets = [
      { greek: 'delta' as const, tolerance: 0 },
      { greek: 'vega' as const, to: split, tolerance: 0 },
      { greek: 'vega' as const, from: split, tolerance: 0 },
    ]
    const legs = [
      { type: 'call' as const, strike: 100, expiry: NOW + 30 * DAY, quantity: -10 },
      { type: 'put' as const, strike: 90, expiry: NOW + 90 * DAY, quantity: 10 },
    ]
    const decision = evaluate({ targets, legs, risk: diagonalRisk([1, 1, 1]) })
    expect(decision.before[1]).toBeLessThan(0)
    expect(decision.before[2]).toBeGreaterThan(0)
    const quantity = (id: string) => decision.orders.find((order) => order.id === id)?.quantity ?? 0
    expect(quantity('near')).toBeGreaterThan(10)
    expect(quantity('far')).toBeLessThan(-10)
    for (const left of decision.after) expect(Math.abs(left)).toBeLessThan(0.1)
  })

  it('evaluates early when the price moves delta to its tolerance', () => {
    const snapshot = aSnapshot()
    const first = evaluateGreeks(snapshot, solve)
    const below = first.next.quiet?.below ?? 0
    const jumped = { ...after(snapshot, first), time: NOW + 1, spot: below }
    expect(evaluateGreeks(jumped, solve).reasons).toContain('price-trigger')
    expect(evaluateGreeks({ ...jumped, spot: below - 1e-6 }, solve).reasons).toEqual(['not-due'])
  })

  it('is finite and never adds to risk and cost, for every book, expired options included', () => {
    const book = fc.array(
      fc.record({
        type: fc.constantFrom('call' as const, 'put' as const),
        strike: fc.double({ min: 10, max: 500, noNaN: true }),
        expiry: fc.integer({ min: -10, max: 2000 }).map((hours) => NOW + hours * 3.6e9),
        quantity: fc.integer({ min: -50, max: 50 }),
      }),
      { maxLength: 5 },
    )
    fc.assert(
      fc.property(book, fc.constantFrom(0, 0.6, 4), fc.constantFrom(0, 1), (legs, vol, lot) => {
        const instruments = [
          underlying({ lot }),
          option('near', 20, { lot, position: 3 }),
          option('gone', -1, { lot, position: -2 }),
        ]
        const decision = evaluate({ legs, volatility: [{ years: 1, vol }], instruments })
        const text = JSON.stringify(decision, (_, value: unknown) =>
          typeof value === 'number' && !Number.isFinite(value) ? 'not finite' : value,
        )
        expect(text).not.toContain('not finite')
        expect(decision.riskAfter + decision.cost).toBeLessThanOrEqual(decision.riskBefore * (1 + 1e-12))
        expect(decision.kind === 'trade').toBe(decision.orders.length > 0)
      }),
      { numRuns: 60 },
    )
  })

  it.each([
    [{ spot: NaN }, 'a spot > 0'],
    [{ volatility: [] }, 'term structure'],
    [{ targets: [] }, 'a Greek to manage'],
    [{ instruments: [underlying({ bid: 3, ask: 2 })] }, 'bid ≤ ask'],
    [{ instruments: [underlying(), underlying()] }, 'different ids'],
    [{ schedule: { share: 1, minInterval: 5, maxInterval: 1 } }, 'a schedule'],
    [{ risk: diagonalRisk([1]) }, 'a risk matrix'],
  ] as const)('refuses %p', (change, reason) => {
    expect(() => evaluate(change)).toThrow(reason)
  })
})

describe('the risk of Greeks', () => {
  it('is positive semidefinite and the covariance of simulated profits', () => {
    const greeks = ['delta', 'gamma', 'vega', 'vanna', 'volga'] as const
    const market = { riskAversion: 2, spot: 50, vol: 0.5, volOfVol: 0.9, correlation: -0.7, horizonYears: 0.02 }
    const risk = factorRisk(greeks, market)
    const [s, w] = [50 * 0.5 * Math.sqrt(0.02), 0.9 * Math.sqrt(0.02)]
    expect(risk[0][0]).toBeCloseTo(s * s, 10)
    expect(risk[0][2]).toBeCloseTo(-0.7 * s * w, 10)
    // E[(½dS²)(½dσ²)] − E[½dS²] E[½dσ²] = ½ ρ² s² w².
    expect(risk[1][4]).toBeCloseTo(0.5 * 0.49 * s * s * w * w, 10)
    expect(risk[3][3]).toBeCloseTo(1.49 * s * s * w * w, 10)
    const unit = greeks.map((_, i) => 1 / Math.sqrt(risk[i][i]))
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 5, maxLength: 5 }), (x) => {
        let sum = 0
        for (let i = 0; i < 5; i++) for (let j = 0; j < 5; j++) sum += x[i] * unit[i] * risk[i][j] * unit[j] * x[j]
        expect(sum).toBeGreaterThan(-1e-12)
      }),
    )
  })
})

describe('a book of American options', () => {
  const solve = solverForTests()
  const american = { exercise: 'american' } as const
  const dividends = [{ at: NOW + 15 * DAY, amount: 3 }]
  const put = { type: 'put', strike: 110, expiry: NOW + 30 * DAY, quantity: -50, ...american } as const

  test('counts each leg and each hedge option by its own exercise and the dividends within its life', () => {
    const near = option('near', 20, { ...american, type: 'put', strike: 105, position: 4 } as Partial<HedgeInstrument>)
    const snapshot = aSnapshot({ legs: [put], instruments: [underlying(), near], rate: 0.05, dividends })
    const { before } = evaluateGreeks(snapshot, solve)
    const leg = legGreeks(snapshot, put, 0.6)
    const own = legGreeks(snapshot, { ...american, type: 'put', strike: 105, expiry: NOW + 20 * DAY }, 0.6)
    expect(before[0]).toBeCloseTo(-50 * leg.delta + 4 * own.delta, 9)
    expect(before[1]).toBeCloseTo(-50 * leg.gamma + 4 * own.gamma, 9)
    expect(before[2]).toBeCloseTo(-50 * leg.vega + 4 * own.vega, 9)
    const european = evaluateGreeks({ ...snapshot, legs: [{ ...put, exercise: 'european' }] }, solve)
    expect(before[0]).toBeGreaterThan(european.before[0] + 0.1)
  })

  test('is refused where it would settle in coin', () => {
    const legs = [{ ...put, settlement: 'inverse' as const }]
    expect(() => evaluateGreeks(aSnapshot({ legs }), solve)).toThrow('European options where they settle')
    const european = { ...put, settlement: 'inverse', exercise: 'european' } as const
    expect(() => evaluateGreeks(aSnapshot({ legs: [european], dividends }), solve)).toThrow('no dividends')
  })
})
