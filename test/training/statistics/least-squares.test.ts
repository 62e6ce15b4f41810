import fc from 'fast-check'
import { startRng } from '../../../src/core/rng'
import { leastSquares, linearPrediction } from '../../../training/statistics/least-squares'

const random = (seed: number, n: number): Float64Array => {
  const rng = startRng(seed)
  return Float64Array.from({ length: n }, () => rng.normal())
}

test('fits the textbook line through five points', () => {
  const fit = leastSquares([Float64Array.of(1, 2, 3, 4, 5)], Float64Array.of(2, 4, 5, 4, 5))
  expect(fit.coefficients[0]).toBeCloseTo(2.2, 12)
  expect(fit.coefficients[1]).toBeCloseTo(0.6, 12)
  expect(fit.r2).toBeCloseTo(0.6, 12)
  expect(fit.residualVariance).toBeCloseTo(2.4 / 5, 12)
})

test('recovers any exact linear relation', () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 4, maxLength: 4 }),
      (seed, truth) => {
        const columns = [1, 2, 3].map((k) => random(seed + k, 60))
        const target = new Float64Array(60).map((_, i) => linearPrediction(truth, columns, i))
        leastSquares(columns, target).coefficients.forEach((value, j) => expect(value).toBeCloseTo(truth[j], 8))
      },
    ),
    { numRuns: 50 },
  )
})

test('leaves residuals orthogonal to every regressor, weighted or not', () => {
  const columns = [random(1, 200), random(2, 200)]
  const target = random(3, 200)
  const weights = random(4, 200).map((x) => x * x + 0.1)
  for (const w of [undefined, weights]) {
    const { coefficients } = leastSquares(columns, target, w)
    for (const column of [new Float64Array(200).fill(1), ...columns]) {
      const inner = column.reduce(
        (sum, x, i) => sum + x * (w?.[i] ?? 1) * (target[i] - linearPrediction(coefficients, columns, i)),
        0,
      )
      expect(Math.abs(inner)).toBeLessThan(1e-10)
    }
  }
})

test('refuses dependent columns, too few rows and values that are not finite', () => {
  const x = random(5, 30)
  const double = x.map((v) => 2 * v)
  expect(() => leastSquares([x, double], x)).toThrow(expect.objectContaining({ code: 'numerical-domain' }))
  expect(() => leastSquares([new Float64Array(30).fill(3)], x)).toThrow('depends on the columns before it')
  expect(() => leastSquares([x.subarray(0, 1)], x.subarray(0, 1))).toThrow('1 rows for 2 coefficients')
  expect(() =>
    leastSquares(
      [x],
      x.map((v, i) => (i === 7 ? NaN : v)),
    ),
  ).toThrow('not finite')
})
