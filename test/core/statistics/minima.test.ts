import { leastSquares } from '../../../src/core/statistics/least-squares'
import { downhillSimplex } from '../../../src/core/statistics/simplex'

const options = { tolerance: 1e-14, most: 2000 }

describe('the downhill simplex', () => {
  test("finds the bottom of Rosenbrock's valley", () => {
    const valley = ([x, y]: readonly number[]): number => (1 - x) ** 2 + 100 * (y - x * x) ** 2
    const { x, value } = downhillSimplex(valley, [-1.2, 1], [0.5, 0.5], options)
    expect(x[0]).toBeCloseTo(1, 5)
    expect(x[1]).toBeCloseTo(1, 5)
    expect(value).toBeLessThan(1e-10)
  })

  test('stays out of where the function is not a number', () => {
    const { x } = downhillSimplex(([at]) => (at < 0 ? NaN : (at - 0.1) ** 2), [2], [1], options)
    expect(x[0]).toBeCloseTo(0.1, 6)
  })
})

describe('least squares', () => {
  test('finds the rate and the scale of an exponential', () => {
    const times = Array.from({ length: 20 }, (_, i) => i / 4)
    const { x, sum } = leastSquares(
      ([scale, rate], out) => times.forEach((t, i) => (out[i] = scale * Math.exp(-rate * t) - 3 * Math.exp(-0.7 * t))),
      times.length,
      [1, 0.1],
    )
    expect(x[0]).toBeCloseTo(3, 8)
    expect(x[1]).toBeCloseTo(0.7, 8)
    expect(sum).toBeLessThan(1e-16)
  })

  test('ends where a variable moves nothing', () => {
    const { x, sum } = leastSquares(([a], out) => out.set([a - 2, 1]), 2, [0, 5])
    expect(x[0]).toBeCloseTo(2, 9)
    expect(x[1]).toBe(5)
    expect(sum).toBeCloseTo(1, 9)
  })
})
