import { startRng } from '../../../src/core/rng'
import { fitLevelHar, levelTargetsOf } from '../../../training/fit/level-prior'
import { leastSquares } from '../../../training/statistics/least-squares'

/** A fast and a slow column and a target that returns to 0 with slopes .3 and .4. */
const sample = (rows: number) => {
  const rng = startRng(3)
  const slow = Float64Array.from({ length: rows }, () => 0.2 * rng.normal())
  const fast = slow.map((value) => value + 0.5 * rng.normal())
  const target = slow.map((value, row) => 0.3 * fast[row] + 0.4 * value + 0.3 * rng.normal())
  return { columns: [fast, slow], units: [1, 1], target }
}

const sumOf = ([, ...slopes]: readonly number[]): number => slopes.reduce((sum, slope) => sum + slope, 0)

describe('the prior that variance follows its level', () => {
  const rows = sample(400)

  test('is least squares without weight', () => {
    const { coefficients, residualVariance } = leastSquares(rows.columns, rows.target)
    expect(fitLevelHar(rows, 0)).toMatchObject({ coefficients, residualVariance })
  })

  test('brings the sum of the slopes to one as its weight rises, and the means stay on the line', () => {
    const sums = [0, 50, 500, 1e9].map((weight) => sumOf(fitLevelHar(rows, weight).coefficients))
    expect(sums[0]).toBeCloseTo(0.7, 1)
    expect(sums).toEqual(sums.toSorted((a, b) => a - b))
    expect(sums[3]).toBeCloseTo(1, 6)
    const middle = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length
    const { coefficients } = fitLevelHar(rows, 500)
    const [fast, slow] = rows.columns
    expect(coefficients[0] + coefficients[1] * middle(fast) + coefficients[2] * middle(slow)).toBeCloseTo(
      middle(rows.target),
      10,
    )
  })

  test('gives standardised columns the same forecasts', () => {
    const [fast, slow] = rows.columns
    const scaled = { ...rows, columns: [fast.map((x) => x / 0.5), slow.map((x) => (x - 3) / 0.2)], units: [2, 5] }
    const [raw, other] = [fitLevelHar(rows, 80), fitLevelHar(scaled, 80)]
    expect(other.coefficients[1] / 0.5).toBeCloseTo(raw.coefficients[1], 9)
    expect(other.coefficients[2] / 0.2).toBeCloseTo(raw.coefficients[2], 9)
    expect(other.residualVariance).toBeCloseTo(raw.residualVariance, 9)
  })

  test('weighs less where the longest window is shorter than the horizon', () => {
    expect(levelTargetsOf(8640, 288)).toBe(5)
    expect(levelTargetsOf(22, 22)).toBe(5)
    expect(levelTargetsOf(360, 720)).toBe(1.25)
  })
})
