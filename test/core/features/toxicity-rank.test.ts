import fc from 'fast-check'
import { startRank } from '../../../src/core/features/toxicity-rank'

const values = fc.array(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.double({ min: -2, max: 8, noNaN: true })), {
  minLength: 1,
  maxLength: 60,
})

test('is the share below plus half of the share equal, over the window', () => {
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 20 }), (all, window) => {
      const rank = startRank(window)
      all.forEach((value, i) => {
        const recent = all.slice(Math.max(0, i + 1 - window), i + 1)
        const below = recent.filter((other) => other < value).length
        const equal = recent.filter((other) => other === value).length
        expect(rank(value)).toBeCloseTo((below + equal / 2) / recent.length, 12)
      })
    }),
  )
})

test('a new extreme stands at the end of its window, a constant in the middle', () => {
  const rank = startRank(4)
  expect([1, 2, 3, 4].map(rank)).toEqual([0.5, 0.75, 2.5 / 3, 3.5 / 4])
  const flat = startRank(4)
  expect([7, 7, 7, 7, 7, 7].map(flat)).toEqual([0.5, 0.5, 0.5, 0.5, 0.5, 0.5])
})
