import fc from 'fast-check'
import { impliedVol } from '../../../src/core/pricing/implied-vol'
import { black76Price, logTimeValue, timeValue } from '../../../src/core/pricing/price'

describe('implied volatility', () => {
  const type = fc.constantFrom('call' as const, 'put' as const)
  const logMoneyness = fc.double({ min: -2, max: 2, noNaN: true })
  const deviation = fc.double({ min: Math.log(1e-4), max: Math.log(6), noNaN: true }).map(Math.exp)
  const years = fc.double({ min: Math.log(1e-4), max: Math.log(30), noNaN: true }).map(Math.exp)

  it('comes back from the out-of-the-money price, however far in the wing', () => {
    fc.assert(
      fc.property(logMoneyness, deviation, years, (x, s, t) => {
        const [forward, strike] = [100, 100 * Math.exp(-x)]
        const vol = s / Math.sqrt(t)
        const outside = { type: forward < strike ? ('call' as const) : ('put' as const), forward, strike, years: t }
        const price = black76Price({ ...outside, vol })
        fc.pre(price > 1e-290 && price < 0.9 * Math.min(forward, strike))
        expect(Math.abs((impliedVol({ ...outside, price }) ?? 0) / vol - 1)).toBeLessThan(1e-9)
      }),
      { numRuns: 500 },
    )
  })

  it('of any price gives that price back', () => {
    fc.assert(
      fc.property(type, logMoneyness, deviation, years, (side, x, s, t) => {
        const option = { type: side, forward: 100, strike: 100 * Math.exp(-x), years: t, discount: 0.97 }
        const price = black76Price({ ...option, vol: s / Math.sqrt(t) })
        const vol = impliedVol({ ...option, price })
        fc.pre(vol !== undefined && price > 1e-250)
        const back = black76Price({ ...option, vol: vol ?? 0 })
        expect(Math.abs(back / price - 1)).toBeLessThan(1e-11)
      }),
      { numRuns: 500 },
    )
  })

  it('rises with the price', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 70, noNaN: true }), (price) => {
        const vol = (p: number): number =>
          impliedVol({ type: 'call', price: p, forward: 90, strike: 100, years: 1 }) ?? 0
        expect(vol(price * 1.0001)).toBeGreaterThan(vol(price))
      }),
    )
  })

  it.each([
    ['at intrinsic value', 'call', 20, 1],
    ['below intrinsic value', 'call', 19, 1],
    ['of nothing', 'put', 0, 1],
    ['at the upper bound', 'call', 120, 1],
    ['above the upper bound', 'put', 101, 1],
    ['at expiry', 'call', 25, 0],
    ['that is not a number', 'call', NaN, 1],
    ['negative', 'put', -1, 1],
    ['infinite', 'call', Infinity, 1],
    ['with a time value below its own rounding', 'call', 20.000000000000007, 1],
  ] as const)('does not exist for a price %s', (_, side, price, t) => {
    expect(impliedVol({ type: side, price, forward: 120, strike: 100, years: t })).toBeUndefined()
  })

  it.each(['forward', 'strike', 'years', 'discount'] as const)('does not exist for an infinite %s', (name) => {
    const option = { price: 5, forward: 100, strike: 100, years: 1, discount: 1, [name]: Infinity }
    for (const side of ['call', 'put'] as const) expect(impliedVol({ type: side, ...option })).toBeUndefined()
  })
})

describe('the time value', () => {
  it('at the money is 2Φ(s/2) − 1, ≈ s/√2π for a small deviation', () => {
    expect(timeValue(0, 1e-8)).toBeCloseTo(1e-8 / Math.sqrt(2 * Math.PI), 20)
    expect(timeValue(0, 2)).toBeCloseTo(0.6826894921370859, 14)
  })

  it('has a logarithm where it underflows itself', () => {
    expect(timeValue(-1, 0.01)).toBe(0)
    expect(logTimeValue(-1, 0.01)).toBeCloseTo(-5000 - Math.log(Math.sqrt(2 * Math.PI)) + Math.log(0.01 ** 3), 2)
  })

  it('joins its branches smoothly', () => {
    for (const [moneyness, at] of [
      [-0.01, 0.04],
      [0, 0.04],
      [-0.5, 0.02],
      [-1, 2.7320508075688776],
    ]) {
      const jump = logTimeValue(moneyness, at * (1 + 1e-9)) - logTimeValue(moneyness, at * (1 - 1e-9))
      const slope = logTimeValue(moneyness, at * (1 + 1e-5)) - logTimeValue(moneyness, at * (1 - 1e-5))
      expect(Math.abs(jump - slope * 1e-4)).toBeLessThan(1e-11 * Math.max(1, (moneyness / at) ** 2))
    }
  })
})
