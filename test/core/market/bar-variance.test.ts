import fc from 'fast-check'
import { barVariance, leastVariance, type VarianceKind } from '../../../src/core/market/bars/bar-variance'
import { aMinute } from './recorded-bar'

const kinds: readonly VarianceKind[] = ['squared-return', 'realized', 'range']

describe('the variance of a bar', () => {
  const bar = aMinute(1, 102, { open: 101, high: 103, low: 100 })

  it('is the squared log return from the previous close', () => {
    expect(barVariance(bar, 100, 'squared-return')).toBeCloseTo(Math.log(1.02) ** 2, 14)
    expect(barVariance(bar, undefined, 'squared-return')).toBeCloseTo(Math.log(102 / 101) ** 2, 14)
  })

  it('is Garman-Klass plus the squared jump to the open', () => {
    const inside = 0.5 * Math.log(1.03) ** 2 - (2 * Math.LN2 - 1) * Math.log(102 / 101) ** 2
    expect(barVariance(bar, 100, 'range')).toBeCloseTo(inside + Math.log(1.01) ** 2, 14)
    expect(barVariance(bar, undefined, 'range')).toBeCloseTo(inside, 14)
  })

  it('is the realized variance, with the jump after a gap, or the squared return without one', () => {
    expect(barVariance({ ...bar, realizedVariance: 4e-4 }, 100, 'realized')).toBe(4e-4)
    const resumed = { ...bar, realizedVariance: 4e-4, afterGap: true }
    expect(barVariance(resumed, 100, 'realized')).toBeCloseTo(4e-4 + Math.log(1.01) ** 2, 14)
    expect(barVariance(bar, 100, 'realized')).toBe(barVariance(bar, 100, 'squared-return'))
  })

  it('is positive and finite on every legal bar, and the floor on a flat one', () => {
    const price = fc.double({ min: 1e-9, max: 1e12, noNaN: true })
    for (const kind of kinds) {
      expect(barVariance(aMinute(1, 5), 5, kind)).toBe(leastVariance)
      fc.assert(
        fc.property(fc.tuple(price, price, price, price, price), ([open, close, a, b, previous]) => {
          const [high, low] = [Math.max(open, close, a, b), Math.min(open, close, a, b)]
          const value = barVariance(aMinute(1, close, { open, high, low }), previous, kind)
          expect(value).toBeGreaterThanOrEqual(leastVariance)
          expect(value).toBeLessThan(1e5)
        }),
      )
    }
  })
})
