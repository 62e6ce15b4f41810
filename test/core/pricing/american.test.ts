import fc from 'fast-check'
import { shareGreeks, shareImpliedVol, shareValue } from '../../../src/core/pricing/american'
import type { ShareOption } from '../../../src/core/pricing/finite-differences'
import { bsmGreeks } from '../../../src/core/pricing/greeks'
import { bsmPrice } from '../../../src/core/pricing/price'

const anOption = (change: Partial<ShareOption> = {}): ShareOption => ({
  type: 'put',
  spot: 100,
  strike: 100,
  years: 1,
  vol: 0.3,
  rate: 0.05,
  exercise: 'american',
  ...change,
})
const quarters = [0.25, 0.5, 0.75].map((years) => ({ years, amount: 1.5 }))

const double = (min: number, max: number) => fc.double({ min, max, noNaN: true })
const options = fc.record({
  type: fc.constantFrom('call' as const, 'put' as const),
  spot: fc.constant(100),
  strike: double(70, 140),
  years: double(0.05, 2),
  vol: double(0.1, 0.8),
  rate: double(-0.01, 0.1),
  dividend: double(0, 0.06),
})
const cash = fc.array(fc.record({ years: double(0.01, 2), amount: double(0.1, 3) }), { maxLength: 3 })

describe('an American option', () => {
  it.each([
    // By the fixed point of Andersen, Lake and Offengenden in QuantLib 1.44.
    ['a put at the money', anOption({}), 9.870061],
    [
      'a call on a share that yields more than money',
      anOption({ type: 'call', strike: 90, vol: 0.25, rate: 0.02, dividend: 0.08 }),
      12.613174,
    ],
  ])('is worth what another method says: %s', (_, option, price) => {
    expect(Math.abs(shareValue(option).price - price)).toBeLessThan(5e-5)
  })

  it('is Black’s where exercise before expiry never gains', () => {
    const call = anOption({ type: 'call' })
    expect(shareValue(call)).toEqual(bsmGreeks(call))
    expect(shareGreeks(anOption({ rate: -0.01 }))).toEqual(bsmGreeks(anOption({ rate: -0.01 })))
    expect(shareGreeks(anOption({ exercise: 'european' }))).toEqual(bsmGreeks(anOption({})))
    expect(shareValue(anOption({ type: 'call', dividends: [{ years: 1.1, amount: 5 }] }))).toEqual(bsmGreeks(call))
  })

  it('is at least the European one and at least what exercise pays', () => {
    fc.assert(
      fc.property(options, cash, (option, dividends) => {
        const american = shareValue({ ...option, dividends, exercise: 'american' }).price
        const european = shareValue({ ...option, dividends, exercise: 'european' }).price
        const now = option.type === 'call' ? option.spot - option.strike : option.strike - option.spot
        expect(american).toBeGreaterThanOrEqual(Math.max(european - 2e-4, now))
      }),
      { numRuns: 10 },
    )
  })

  it('has the European’s price by Black where no cash is paid, on the grid as well', () => {
    fc.assert(
      fc.property(options, (option) => {
        // A dividend too small to matter sends the option through the grid.
        const dividends = [{ years: 0.5 * option.years, amount: 1e-9 }]
        const greeks = shareGreeks({ ...option, exercise: 'european', dividends })
        const exact = bsmGreeks(option)
        expect(Math.abs(greeks.price - exact.price)).toBeLessThan(1e-4)
        for (const [name, size] of [
          ['delta', 1e-5],
          ['gamma', 1e-5],
          ['theta', 1e-2],
          ['vega', 2e-2],
        ] as const)
          expect(Math.abs(greeks[name] - exact[name])).toBeLessThan(size * (1 + Math.abs(exact[name])))
        for (const name of ['rho', 'vanna', 'volga'] as const)
          expect(Math.abs(greeks[name] - exact[name])).toBeLessThan(2e-2 * (1 + Math.abs(exact[name])))
      }),
      { numRuns: 6 },
    )
  })

  it('keeps put-call parity with cash dividends where exercise waits for expiry', () => {
    fc.assert(
      fc.property(options, cash, (option, dividends) => {
        const inTime = dividends.filter(({ years }) => years <= option.years)
        const [call, put] = (['call', 'put'] as const).map(
          (type) => shareValue({ ...option, dividend: 0, dividends, type, exercise: 'european' }).price,
        )
        const paid = inTime.reduce((sum, { years, amount }) => sum + amount * Math.exp(-option.rate * years), 0)
        const forward = option.spot - paid - option.strike * Math.exp(-option.rate * option.years)
        expect(Math.abs(call - put - forward)).toBeLessThan(2e-4)
      }),
      { numRuns: 8 },
    )
  })

  it('has the derivatives of its price', () => {
    for (const option of [
      anOption({ strike: 105, dividends: quarters }),
      anOption({ type: 'call', strike: 90, dividends: quarters }),
    ]) {
      const greeks = shareGreeks(option)
      const at = (change: Partial<ShareOption>): number => shareValue({ ...option, ...change }).price
      expect((at({ spot: 101 }) - at({ spot: 99 })) / 2).toBeCloseTo(greeks.delta, 3)
      expect(at({ spot: 102 }) - 2 * at({}) + at({ spot: 98 })).toBeCloseTo(4 * greeks.gamma, 3)
      expect((at({ vol: 0.31 }) - at({ vol: 0.29 })) / 0.02).toBeCloseTo(greeks.vega, 1)
      const day = 1 / 365
      const later = { years: 1 - day, dividends: quarters.map(({ years, amount }) => ({ years: years - day, amount })) }
      expect((at(later) - at({})) / day).toBeCloseTo(greeks.theta, 1)
    }
  })

  it('is its payoff where exercise now is best', () => {
    const deep = anOption({ strike: 180, vol: 0.2 })
    expect(shareGreeks(deep)).toEqual({ price: 80, delta: -1, gamma: 0, theta: 0, vega: 0, rho: 0, vanna: 0, volga: 0 })
    // The day before a share pays out more than the call's time value.
    const call = anOption({ type: 'call', strike: 60, years: 0.1, dividends: [{ years: 1 / 365, amount: 8 }] })
    const { price, delta } = shareValue(call)
    expect(price).toBeCloseTo(40 + 60 * (1 - Math.exp(-0.05 / 365)), 3)
    expect(delta).toBeCloseTo(1, 6)
  })

  it('goes over into the best exercise along the drift as volatility goes', () => {
    fc.assert(
      fc.property(options, cash, (option, dividends) => {
        const still = { ...option, dividends, exercise: 'american' as const }
        expect(
          Math.abs(shareValue({ ...still, vol: 0.01 }).price - shareValue({ ...still, vol: 0 }).price),
        ).toBeLessThan(0.6)
      }),
      { numRuns: 8 },
    )
    expect(shareGreeks(anOption({ vol: 0, strike: 110 })).price).toBe(10)
    expect(shareValue(anOption({ years: 0, strike: 110 }))).toMatchObject({ price: 10, delta: -1 })
  })

  it('gives its volatility back, and none where exercise now is best', () => {
    for (const option of [anOption({ dividends: quarters }), anOption({ strike: 120, vol: 0.5 })]) {
      const { vol, ...rest } = option
      expect(shareImpliedVol(rest, shareValue(option).price)).toBeCloseTo(vol, 6)
    }
    expect(shareImpliedVol(anOption({ strike: 180 }), 80)).toBeUndefined()
    expect(shareImpliedVol(anOption({}), 100)).toBeUndefined()
    expect(shareImpliedVol(anOption({}), NaN)).toBeUndefined()
    const european = anOption({ exercise: 'european' })
    expect(shareImpliedVol(european, bsmPrice(european))).toBeCloseTo(0.3, 12)
  })

  it.each([
    [{ years: 0, amount: 1 }],
    [{ years: 0.5, amount: 0 }],
    [{ years: NaN, amount: 1 }],
    [{ years: 0.5, amount: Infinity }],
  ])('refuses a dividend of %j', (dividend) => {
    expect(() => shareValue(anOption({ dividends: [dividend] }))).toThrow(/a dividend needs an amount > 0/)
  })
})
