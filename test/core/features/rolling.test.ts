import fc from 'fast-check'
import { startLag, startMaximum, startMean, startMinimum, startSum } from '../../../src/core/features/rolling'

const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 60 })
const window = fc.integer({ min: 1, max: 12 })

describe('rolling windows', () => {
  it('equal the same statistic recomputed from scratch', () => {
    fc.assert(
      fc.property(values, window, (all, size) => {
        const [sum, mean, top, bottom, lag] = [
          startSum(size),
          startMean(size),
          startMaximum(size),
          startMinimum(size),
          startLag(size),
        ]
        all.forEach((value, i) => {
          const last = all.slice(Math.max(0, i + 1 - size), i + 1)
          const total = last.reduce((a, b) => a + b, 0)
          expect(sum(value)).toBe(total)
          expect(mean(value)).toBe(total / last.length)
          expect(top(value)).toBe(Math.max(...last))
          expect(bottom(value)).toBe(Math.min(...last))
          expect(lag(value)).toBe(all[i - size])
        })
      }),
    )
  })

  it('keep no trace of a huge value that has left the window', () => {
    const sum = startSum(3)
    for (const value of [1e300, 1, 2]) sum(value)
    expect(sum(3)).toBe(6)
  })

  it('do not drift over a million steps', () => {
    const sum = startSum(10)
    let last = 0
    for (let i = 0; i < 1_000_000; i++) last = sum(0.1 + (i % 10))
    expect(last).toBeCloseTo(46, 12)
  })
})
