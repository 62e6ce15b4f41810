import fc from 'fast-check'
import { gaussian, normalCdf, normalCdfOf, normalDensity, scaledUpperTail } from '../../../src/core/pricing/normal'
import { normalQuantile } from '../../../src/core/pricing/normal-quantile'

// Φ(x) to 17 digits, from its continued fraction (|x| > 3) and its series in 60-digit decimal arithmetic.
const known: readonly (readonly [number, number])[] = [
  [-37, 5.7255712225245771e-300],
  [-20, 2.7536241186062337e-89],
  [-8, 6.2209605742717839e-16],
  [-5.75, 4.4621724539016117e-9],
  [-3.5, 0.00023262907903552504],
  [-1, 0.15865525393145705],
  [-0.625, 0.26598552904870054],
  [-0.125, 0.45026177516988708],
  [0.5, 0.69146246127401312],
  [1, 0.84134474606854293],
  [2.5, 0.99379033467422384],
  [6, 0.9999999990134123],
]

describe('the normal distribution', () => {
  it.each(known)('Φ(%p) is exact to 1e-15, far tail included', (x, expected) => {
    expect(Math.abs(normalCdf(x) / expected - 1)).toBeLessThan(1e-15)
  })

  it('is ½ at 0, 0 and 1 at the infinities', () => {
    expect([normalCdf(0), normalCdf(-Infinity), normalCdf(Infinity)]).toEqual([0.5, 0, 1])
  })

  it('has tails that add to 1 and agree with their scaled form', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 37, noNaN: true }), (y) => {
        const tail = normalCdfOf(-y, gaussian(y))
        expect(tail + normalCdf(y)).toBeCloseTo(1, 15)
        expect(Math.abs(tail / normalCdf(-y) - 1)).toBeLessThan(3e-13)
        expect(Math.abs((scaledUpperTail(y) * Math.exp(-0.5 * y * y)) / tail - 1)).toBeLessThan(1e-14)
      }),
    )
  })

  it('rises with slope φ', () => {
    fc.assert(
      fc.property(fc.double({ min: -6, max: 6, noNaN: true }), (x) => {
        const slope = (normalCdf(x + 1e-5) - normalCdf(x - 1e-5)) / 2e-5
        expect(Math.abs(slope - normalDensity(x))).toBeLessThan(1e-10)
      }),
    )
  })

  it('is inverted by its quantile, from 1e-300 to 1 − 1e-10', () => {
    fc.assert(
      fc.property(fc.double({ min: -36, max: 6, noNaN: true }), (x) => {
        const p = normalCdf(x)
        // A rounding of p moves x by ε p / φ(x).
        const rounding = (4e-16 * Math.max(p, 1e-310)) / normalDensity(x)
        expect(Math.abs(normalQuantile(p) - x)).toBeLessThan(2 * rounding + 2e-15 * Math.abs(x) + 1e-15)
      }),
    )
  })

  it('gives the quantiles in the tables', () => {
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 14)
    expect(normalQuantile(1e-9)).toBeCloseTo(-5.9978070150076865, 13)
    expect(normalQuantile(0.5)).toBe(0)
  })

  it.each([0, 1, -0.1, NaN])('has no quantile at %p', (p) => {
    expect(() => normalQuantile(p)).toThrow('0 < p < 1')
  })
})
