import fc from 'fast-check'
import { bsmGreeks, type Greeks } from '../../../src/core/pricing/greeks'
import { emptyGreekColumns, fillGreekColumns } from '../../../src/core/pricing/greeks-columns'
import type { OptionInputs } from '../../../src/core/pricing/option'
import { bsmPrice } from '../../../src/core/pricing/price'

const anOption = (change: Partial<OptionInputs> = {}): OptionInputs => ({
  type: 'call',
  spot: 100,
  strike: 105,
  years: 0.5,
  vol: 0.3,
  rate: 0.04,
  dividend: 0.01,
  ...change,
})

const options = fc.record({
  type: fc.constantFrom('call' as const, 'put' as const),
  spot: fc.double({ min: 1, max: 1e5, noNaN: true }),
  strike: fc.double({ min: 1, max: 1e5, noNaN: true }),
  years: fc.oneof(fc.constant(0), fc.double({ min: 1e-6, max: 10, noNaN: true })),
  vol: fc.oneof(fc.constant(0), fc.double({ min: 1e-3, max: 3, noNaN: true })),
  rate: fc.double({ min: -0.05, max: 0.2, noNaN: true }),
  dividend: fc.double({ min: 0, max: 0.1, noNaN: true }),
})
const near = fc.record({
  type: fc.constantFrom('call' as const, 'put' as const),
  spot: fc.constant(100),
  strike: fc.double({ min: 70, max: 140, noNaN: true }),
  years: fc.double({ min: 0.05, max: 3, noNaN: true }),
  vol: fc.double({ min: 0.1, max: 1, noNaN: true }),
  rate: fc.double({ min: -0.02, max: 0.1, noNaN: true }),
  dividend: fc.double({ min: 0, max: 0.05, noNaN: true }),
})

describe('Black-Scholes-Merton', () => {
  it('prices the textbook call', () => {
    // Hull: S = 42, K = 40, r = 10 %, σ = 20 %, half a year.
    const inputs = { spot: 42, strike: 40, rate: 0.1, vol: 0.2, years: 0.5, dividend: 0 }
    expect(bsmPrice(anOption(inputs))).toBeCloseTo(4.759422392871535, 12)
    expect(bsmPrice(anOption({ ...inputs, type: 'put' }))).toBeCloseTo(0.8085993729000958, 12)
  })

  it('keeps put-call parity', () => {
    fc.assert(
      fc.property(options, (option) => {
        const { spot, strike, years, rate, dividend } = option
        const call = bsmPrice({ ...option, type: 'call' })
        const put = bsmPrice({ ...option, type: 'put' })
        const forward = spot * Math.exp(-dividend * years) - strike * Math.exp(-rate * years)
        expect(Math.abs(call - put - forward)).toBeLessThan(1e-13 * (spot + strike))
      }),
    )
  })

  it('stays within the no-arbitrage bounds', () => {
    fc.assert(
      fc.property(options, (option) => {
        const { type, spot, strike, years, rate, dividend } = option
        const [up, down] = [spot * Math.exp(-dividend * years), strike * Math.exp(-rate * years)]
        const price = bsmPrice(option)
        const slack = 1e-13 * (spot + strike)
        expect(price).toBeGreaterThanOrEqual(Math.max(type === 'call' ? up - down : down - up, 0) - slack)
        expect(price).toBeLessThanOrEqual((type === 'call' ? up : down) + slack)
      }),
    )
  })

  it('rises with volatility, and with spot for a call', () => {
    fc.assert(
      fc.property(options, fc.double({ min: 1.001, max: 2, noNaN: true }), (option, factor) => {
        const slack = 1e-12 * (option.spot + option.strike)
        expect(bsmPrice({ ...option, vol: option.vol * factor })).toBeGreaterThanOrEqual(bsmPrice(option) - slack)
        const higher = bsmPrice({ ...option, type: 'call', spot: option.spot * factor })
        expect(higher).toBeGreaterThanOrEqual(bsmPrice({ ...option, type: 'call' }) - slack)
      }),
    )
  })

  it('is convex in strike', () => {
    fc.assert(
      fc.property(options, fc.double({ min: 1.001, max: 2, noNaN: true }), (option, factor) => {
        const wing = (strike: number): number => bsmPrice({ ...option, strike })
        const [low, high] = [option.strike / factor, option.strike * factor]
        const butterfly = wing(low) + wing(high) - 2 * wing((low + high) / 2)
        expect(butterfly).toBeGreaterThanOrEqual(-1e-12 * (option.spot + high))
      }),
    )
  })

  it('has Greeks that are the derivatives of the price and of each other', () => {
    fc.assert(
      fc.property(near, (option) => {
        const greeks = bsmGreeks(option)
        // Central differences, each with its step.
        const slope = (name: 'spot' | 'vol' | 'rate' | 'years', of: keyof Greeks): number => {
          const step = 1e-4 * Math.max(option[name], 0.05)
          const at = (shift: number): number => bsmGreeks({ ...option, [name]: option[name] + shift })[of]
          return (8 * (at(step) - at(-step)) - at(2 * step) + at(-2 * step)) / (12 * step)
        }
        const close = (value: number, expected: number): void =>
          expect(Math.abs(value - expected)).toBeLessThan(1e-6 * Math.abs(expected) + 1e-6)
        close(greeks.delta, slope('spot', 'price'))
        close(greeks.gamma, slope('spot', 'delta'))
        close(greeks.vega, slope('vol', 'price'))
        close(greeks.theta, -slope('years', 'price'))
        close(greeks.rho, slope('rate', 'price'))
        close(greeks.vanna, slope('vol', 'delta'))
        close(greeks.volga, slope('vol', 'vega'))
      }),
    )
  })

  it('is finite everywhere', () => {
    fc.assert(
      fc.property(options, (option) => {
        expect(Object.values(bsmGreeks(option)).every(Number.isFinite)).toBe(true)
      }),
    )
  })

  const limits = [
    ['in the money', 120, 1],
    ['out of the money', 90, 0],
    ['at the money, by convention', 100, 0.5],
  ] as const
  it.each(limits)('at expiry is its payoff %s', (_, spot, delta) => {
    const call = bsmGreeks(anOption({ spot, strike: 100, years: 0 }))
    expect(call).toMatchObject({ price: Math.max(spot - 100, 0), delta, gamma: 0, vega: 0, rho: 0, vanna: 0, volga: 0 })
    expect(call.theta).toBeCloseTo(delta * (0.01 * spot - 0.04 * 100), 14)
    const put = bsmGreeks(anOption({ type: 'put', spot, strike: 100, years: 0 }))
    expect(put).toMatchObject({ price: Math.max(100 - spot, 0), delta: expect.closeTo(delta - 1, 15), gamma: 0 })
  })

  it('without volatility is the discounted forward contract, and vega keeps its true limit at the money', () => {
    const inside = bsmGreeks(anOption({ spot: 120, strike: 100, vol: 0 }))
    expect(inside.price).toBeCloseTo(120 * Math.exp(-0.005) - 100 * Math.exp(-0.02), 12)
    expect(inside.delta).toBeCloseTo(Math.exp(-0.005), 14)
    expect(inside.rho).toBeCloseTo(0.5 * 100 * Math.exp(-0.02), 12)
    const money = { spot: 100, strike: 100, rate: 0, dividend: 0 }
    const limit = bsmGreeks(anOption({ ...money, vol: 0 }))
    expect(limit.vega).toBeCloseTo(bsmGreeks(anOption({ ...money, vol: 1e-9 })).vega, 12)
    expect(limit).toMatchObject({ price: 0, delta: 0.5, gamma: 0 })
  })

  it('in columns equals one by one', () => {
    fc.assert(
      fc.property(fc.array(options, { minLength: 1, maxLength: 20 }), (rows) => {
        const column = (name: 'spot' | 'strike' | 'years' | 'vol' | 'rate' | 'dividend'): Float64Array =>
          Float64Array.from(rows, (row) => row[name])
        const out = emptyGreekColumns(rows.length)
        const [spot, strike, years] = [column('spot'), column('strike'), column('years')]
        const [vol, rate, dividend] = [column('vol'), column('rate'), column('dividend')]
        const isCall = Uint8Array.from(rows, ({ type }) => (type === 'call' ? 1 : 0))
        fillGreekColumns({ isCall, spot, strike, years, vol, rate, dividend }, out)
        rows.forEach((row, i) => {
          const greeks = bsmGreeks(row)
          for (const name of ['price', 'delta', 'gamma', 'vega', 'theta', 'rho'] as const) {
            const scale = name === 'delta' ? 1 : name === 'gamma' ? 1 / row.spot : row.spot + row.strike
            expect(Math.abs(out[name][i] - greeks[name])).toBeLessThan(1e-12 * Math.abs(greeks[name]) + 1e-14 * scale)
          }
        })
      }),
    )
  })

  it.each([{ spot: 0 }, { strike: -1 }, { years: -1e-9 }, { vol: NaN }, { rate: Infinity }, { spot: Infinity }])(
    'refuses %p',
    (change) => {
      expect(() => bsmGreeks(anOption(change))).toThrow('an option needs')
    },
  )
})
