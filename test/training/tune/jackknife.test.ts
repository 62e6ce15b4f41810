import { startRng } from '../../../src/core/rng'
import { gainsBeyondNoise, withoutBlock } from '../../../training/tune/jackknife'

const mean = (values: Float64Array): number => values.reduce((sum, x) => sum + x, 0) / values.length
const leftOut = (values: Float64Array): number[] =>
  Array.from({ length: 8 }, (_, b) => mean(withoutBlock(values, b, 8)))

describe('the jackknife of a gain', () => {
  test('leaves out every value once', () => {
    const values = Float64Array.from({ length: 21 }, (_, i) => i)
    const rests = Array.from({ length: 4 }, (_, b) => withoutBlock(values, b, 4))
    expect(rests.reduce((sum, rest) => sum + rest.length, 0)).toBe(3 * 21)
    expect(rests.flatMap((rest) => [...rest]).filter((value) => value === 7)).toHaveLength(3)
  })

  test('accepts a gain that every block shares, and not one of a single block', () => {
    const rng = startRng(3)
    const base = Float64Array.from({ length: 400 }, () => rng.normal())
    const better = base.map((value) => value - 0.01)
    const lucky = base.map((value, i) => (i < 50 ? value - 0.5 : value))
    expect(gainsBeyondNoise(leftOut(base), leftOut(better))).toBe(true)
    expect(gainsBeyondNoise(leftOut(base), leftOut(lucky))).toBe(false)
    expect(gainsBeyondNoise(leftOut(better), leftOut(base))).toBe(false)
  })

  test('passes pure noise rarely', () => {
    const rng = startRng(9)
    let passed = 0
    for (let trial = 0; trial < 400; trial++) {
      const a = Float64Array.from({ length: 80 }, () => rng.normal())
      const b = Float64Array.from({ length: 80 }, () => rng.normal())
      if (gainsBeyondNoise(leftOut(a), leftOut(b))) passed++
    }
    expect(passed / 400).toBeLessThan(0.08)
  })
})
