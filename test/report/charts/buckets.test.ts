import fc from 'fast-check'
import { bucketMeans, bucketModes, bucketStarts, minMaxIndices, runs } from '../../../src/report/charts/buckets'

const series = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 500 })

describe('minMaxIndices', () => {
  test('keeps within the limit, rising, with both ends and both extremes', () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 4, max: 60 }), (values, limit) => {
        const kept = minMaxIndices(values, limit)
        expect(kept.length).toBeLessThanOrEqual(Math.max(limit, Math.min(limit, values.length)))
        expect(kept.every((i, k) => k === 0 || i > kept[k - 1])).toBe(true)
        expect([kept[0], kept[kept.length - 1]]).toEqual([0, values.length - 1])
        const shown = kept.map((i) => values[i])
        expect([Math.min(...shown), Math.max(...shown)]).toEqual([Math.min(...values), Math.max(...values)])
      }),
    )
  })

  test('keeps a short series whole and one spike among 100,000', () => {
    expect(minMaxIndices([3, 1, 2])).toEqual([0, 1, 2])
    const spike = new Float64Array(100_000)
    spike[77_777] = 1
    const kept = minMaxIndices(spike)
    expect(kept).toContain(77_777)
    expect(kept.length).toBeLessThanOrEqual(1500)
  })
})

describe('buckets', () => {
  test('cover every position once', () => {
    expect(bucketStarts(10, 4)).toEqual([0, 2, 5, 7])
    expect(bucketStarts(3, 10)).toEqual([0, 1, 2])
  })

  test('means and modes of each bucket; the calmer state on a tie', () => {
    expect(bucketMeans([1, 3, 5, 6, 7], [0, 2])).toEqual([2, 6])
    expect(bucketModes([2, 1, 2, 0, 0, 1], [0, 3])).toEqual([2, 0])
    expect(bucketModes([2, 1], [0])).toEqual([1])
  })

  test('runs lay end to end', () => {
    expect(runs([0, 0, 2, 1, 1])).toEqual([
      [0, 0, 2],
      [2, 2, 3],
      [1, 3, 5],
    ])
    expect(runs([])).toEqual([])
  })
})
