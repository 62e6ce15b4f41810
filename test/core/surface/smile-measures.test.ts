import { normalCdf } from '../../../src/core/pricing/normal'
import { smileMeasures } from '../../../src/core/surface/smile-measures'
import { totalVariance, type Svi } from '../../../src/core/surface/svi'

test('a flat smile has neither risk reversal nor butterfly', () => {
  const { atMoney, riskReversal, butterfly } = smileMeasures({ a: 0.04, b: 0, rho: 0, m: 0, s: 0.1 }, 0.25)
  expect(atMoney).toBeCloseTo(0.4, 12)
  expect(riskReversal).toBeCloseTo(0, 9)
  expect(butterfly).toBeCloseTo(0, 9)
})

test('puts dearer than calls have a negative risk reversal, between strikes of 25 % delta', () => {
  const smile: Svi = { a: 0.01, b: 0.1, rho: -0.5, m: 0, s: 0.15 }
  const { atMoney, riskReversal, butterfly } = smileMeasures(smile, 0.25)
  const at = (delta: number): number => {
    const grid = Array.from({ length: 200_001 }, (_, i) => i / 1e5 - 1)
    const found = grid.find((k) => {
      const w = totalVariance(smile, k)
      return normalCdf(-k / Math.sqrt(w) + Math.sqrt(w) / 2) <= delta
    })!
    return Math.sqrt(totalVariance(smile, found) / 0.25)
  }
  expect(riskReversal).toBeCloseTo(at(0.25) - at(0.75), 4)
  expect(riskReversal).toBeLessThan(-0.02)
  expect(butterfly).toBeCloseTo((at(0.25) + at(0.75)) / 2 - atMoney, 4)
})
