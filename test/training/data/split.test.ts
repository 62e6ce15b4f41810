import fc from 'fast-check'
import { sampleBars } from '../../../training/data/sample'
import { splitBars } from '../../../training/data/split'

describe('the split', () => {
  test('keeps the last 30 % for the test part and uses none of it elsewhere', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 500 }),
        fc.integer({ min: 1000, max: 300_000 }),
        fc.integer({ min: 1, max: 3000 }),
        (first, rows, optionBars) => {
          const { fit, policy, train, test } = splitBars(first, first + rows, { optionBars })
          expect(test.to).toBe(first + rows)
          expect((test.to - test.from) / rows).toBeCloseTo(0.3, 2)
          expect(train).toEqual({ from: first, to: test.from })
          expect([fit.from, fit.to, policy.to]).toEqual([first, policy.from, test.from])
          expect(policy.to - policy.from).toBeLessThanOrEqual(0.5 * (train.to - train.from))
        },
      ),
    )
  })
})

describe('sampled bars', () => {
  test('purge targets that reach past the end, and keep validation after an embargo', () => {
    fc.assert(
      fc.property(fc.integer({ min: 500, max: 250_000 }), fc.integer({ min: 1, max: 100 }), (to, reach) => {
        const { train, validation } = sampleBars(10, to, reach)
        expect(validation[validation.length - 1] + reach).toBeLessThan(to)
        expect(train[0]).toBe(10)
        expect(validation[0] - train[train.length - 1]).toBeGreaterThanOrEqual(
          Math.min(reach, Math.floor(0.1 * (to - reach - 10))),
        )
        expect(train.length + validation.length).toBeLessThanOrEqual(30_001)
      }),
    )
  })
})
