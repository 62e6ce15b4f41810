import fc from 'fast-check'
import { quantileOfSorted } from '../../../training/statistics/quantile'
import { forwardMean, trailingMean } from '../../../training/statistics/sliding-mean'

const positive = fc.array(fc.double({ min: 1e-12, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 60 })

test('trailing and forward means agree with plain sums', () => {
  fc.assert(
    fc.property(positive, fc.integer({ min: 1, max: 20 }), (list, window) => {
      const values = Float64Array.from(list)
      const trailing = trailingMean(values, window)
      const forward = forwardMean(values, window)
      for (let t = 0; t < values.length; t++) {
        const plain = (from: number): number => list.slice(from, from + window).reduce((a, b) => a + b, 0) / window
        if (t >= window - 1) expect(trailing[t] / plain(t - window + 1)).toBeCloseTo(1, 12)
        if (t + window < values.length) expect(forward[t] / plain(t + 1)).toBeCloseTo(1, 12)
      }
    }),
  )
})

test('a huge value does not change the mean once it has left the window', () => {
  const values = Float64Array.from({ length: 50 }, (_, i) => (i === 10 ? 1e20 : 1e-10))
  expect(trailingMean(values, 4)[20] / 1e-10).toBeCloseTo(1, 12)
})

test('trailing means of a prefix are a prefix of the trailing means', () => {
  const values = Float64Array.from({ length: 100 }, (_, i) => 1 + Math.sin(i))
  expect(trailingMean(values.slice(0, 61), 7)).toEqual(trailingMean(values, 7).slice(0, 61))
})

test('quantiles interpolate between order statistics', () => {
  expect(quantileOfSorted([1, 2, 3, 4], 0.5)).toBe(2.5)
  expect(quantileOfSorted([1, 2, 3, 4], 1)).toBe(4)
  expect(quantileOfSorted([5], 0.3)).toBe(5)
})
