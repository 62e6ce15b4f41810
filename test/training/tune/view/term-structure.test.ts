import fc from 'fast-check'
import { termWeights } from '../../../../training/tune/view/term-structure'

const horizons = fc
  .uniqueArray(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 6 })
  .map((bars) => bars.sort((a, b) => a - b))

describe('term weights', () => {
  test('give a horizon its own forecast', () => {
    fc.assert(
      fc.property(horizons, (bars) => {
        bars.forEach((horizon, h) => {
          const weights = termWeights(bars, horizon)
          weights.forEach((weight, k) => expect(weight).toBeCloseTo(k === h ? 1 : 0, 12))
        })
      }),
    )
  })

  test('leave a flat term structure flat', () => {
    fc.assert(
      fc.property(horizons, fc.integer({ min: 1, max: 4000 }), (bars, life) => {
        expect(termWeights(bars, life).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12)
      }),
    )
  })

  test('make total variance linear between horizons', () => {
    const [near, far] = termWeights([100, 300], 200)
    // Total 100 × 1 at 100 bars and 300 × 2 at 300 bars is 350 at 200.
    expect(near * 1 + far * 2).toBeCloseTo(350 / 200, 12)
  })
})
