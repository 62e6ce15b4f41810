import fc from 'fast-check'
import { cbrt, exp, log } from '../../../src/core/pricing/elementary'

// From 60-digit arithmetic.
const exponentials: readonly (readonly [number, number])[] = [
  [-700.25, 7.678723813110872e-305],
  [-36.5, 1.406861712446147e-16],
  [-1e-9, 0.999999999],
  [0.125, 1.1331484530668263],
  [1, 2.718281828459045],
  [88.5, 2.7230878250681117e38],
  [700.25, 1.3022997366991783e304],
]
const logarithms: readonly (readonly [number, number])[] = [
  [1e-300, -690.7755278982137],
  [0.25, -1.3862943611198906],
  [0.707, -0.34672461308556435],
  [0.999, -0.0010005003335835344],
  [1.0000001, 9.999999505838704e-8],
  [1.4142, 0.3465640001880033],
  [3, 1.0986122886681098],
  [1e300, 690.7755278982137],
]
const roots: readonly (readonly [number, number])[] = [
  [1e-300, 1e-100],
  [0.1, 0.4641588833612779],
  [0.7, 0.8879040017426006],
  [2, 1.2599210498948732],
  [8.125, 2.010362879294529],
  [1000001, 100.00003333332222],
]

const units = (value: number, expected: number): number => Math.abs(value / expected - 1) / Number.EPSILON

describe('exponential, logarithm and cube root', () => {
  it.each(exponentials)('e^%p is exact to 1.5 units in the last place', (x, expected) => {
    expect(units(exp(x), expected)).toBeLessThanOrEqual(1.5)
  })

  it.each(logarithms)('ln %p is exact to 2 units in the last place', (x, expected) => {
    expect(units(log(x), expected)).toBeLessThanOrEqual(2)
  })

  it.each(roots)('the cube root of %p is exact to 2.5 units in the last place', (x, expected) => {
    expect(units(cbrt(x), expected)).toBeLessThanOrEqual(2.5)
  })

  it('agrees with Math over the whole range, to the rounding of both', () => {
    const exponent = fc.double({ min: -745, max: 709.7, noNaN: true })
    fc.assert(
      fc.property(exponent, fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }), (x, y) => {
        expect(Math.abs(exp(x) - Math.exp(x))).toBeLessThanOrEqual(3 * Number.EPSILON * Math.exp(x))
        if (y > 0)
          expect(Math.abs(log(y) - Math.log(y))).toBeLessThanOrEqual(4 * Number.EPSILON * Math.abs(Math.log(y)))
        expect(Math.abs(cbrt(y) - Math.cbrt(y))).toBeLessThanOrEqual(4 * Number.EPSILON * Math.cbrt(y))
      }),
      { numRuns: 1_000 },
    )
  })

  it('is exact where the result is', () => {
    expect([exp(0), log(1), cbrt(1), cbrt(8), cbrt(2 ** -30)]).toEqual([1, 0, 1, 2, 2 ** -10])
  })

  it('has the limits of Math', () => {
    expect([exp(-Infinity), exp(Infinity), exp(NaN), exp(-800)]).toEqual([0, Infinity, NaN, 0])
    expect([log(0), log(Infinity), log(-1), log(NaN)]).toEqual([-Infinity, Infinity, NaN, NaN])
    expect([cbrt(0), cbrt(Infinity), cbrt(-8), cbrt(NaN)]).toEqual([0, Infinity, -2, NaN])
  })
})
