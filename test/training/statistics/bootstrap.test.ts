import fc from 'fast-check'
import { startRng } from '../../../src/core/rng'
import { bootstrapCi, bootstrapIntervals, movingBlocks } from '../../../training/statistics/bootstrap-ci'

const meanOf = (values: Float64Array) => (indices: Int32Array) =>
  indices.reduce((sum, i) => sum + values[i], 0) / indices.length

test('moving blocks hold consecutive rows and wrap at the end', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 2, max: 40 }), fc.integer({ min: 1, max: 9 }), (seed, n, length) => {
      const indices = new Int32Array(n)
      movingBlocks(length)(n, indices, startRng(seed))
      indices.forEach((row, i) => {
        expect(row).toBeGreaterThanOrEqual(0)
        expect(row).toBeLessThan(n)
        if (i % length !== 0) expect(row).toBe((indices[i - 1] + 1) % n)
      })
    }),
  )
})

test('interval of a mean has the width of its standard error', () => {
  const rng = startRng(9)
  const values = Float64Array.from({ length: 2000 }, () => rng.normal())
  const [low, high] = bootstrapCi(2000, meanOf(values), { blockLength: 1, replications: 1000, rng: startRng(1) })
  expect((high - low) / ((2 * 1.96) / Math.sqrt(2000))).toBeGreaterThan(0.9)
  expect((high - low) / ((2 * 1.96) / Math.sqrt(2000))).toBeLessThan(1.1)
})

test('blocks widen the interval of dependent rows as theory says', () => {
  const rng = startRng(5)
  let level = 0
  const values = Float64Array.from({ length: 4000 }, () => (level = 0.8 * level + rng.normal()))
  const width = (block: number): number => {
    const [low, high] = bootstrapCi(4000, meanOf(values), { blockLength: block, replications: 600, rng: startRng(2) })
    return high - low
  }
  // Rows of an AR(1) with coefficient 0.8 carry (1 + 0.8) / (1 − 0.8) = 9 times the variance of the mean of independent
  // ones.
  const ratio = width(60) / width(1)
  expect(ratio).toBeGreaterThan(2.2)
  expect(ratio).toBeLessThan(3.4)
})

test('same seed gives the same interval, several statistics share the resamples', () => {
  const values = Float64Array.from({ length: 100 }, (_, i) => i)
  const both = bootstrapIntervals(100, (rows) => [meanOf(values)(rows), -meanOf(values)(rows)], {
    blockLength: 5,
    replications: 200,
    rng: startRng(3),
  })
  expect(both[0]).toEqual(bootstrapCi(100, meanOf(values), { blockLength: 5, replications: 200, rng: startRng(3) }))
  expect(both[1][0]).toBeCloseTo(-both[0][1], 10)
})

test('no rows and a statistic that is not finite are faults', () => {
  expect(() => bootstrapCi(0, () => 0, { blockLength: 1, replications: 10, rng: startRng(1) })).toThrow('no rows')
  expect(() => bootstrapCi(5, () => NaN, { blockLength: 1, replications: 10, rng: startRng(1) })).toThrow('not finite')
})
