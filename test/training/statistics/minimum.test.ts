import { goldenSection, nelderMead } from '../../../training/statistics/minimum'

test('simplex finds the minimum of the Rosenbrock function', () => {
  const { point, value } = nelderMead(([x, y]) => 100 * (y - x * x) ** 2 + (1 - x) ** 2, [-1.2, 1], {
    maxEvaluations: 2000,
  })
  expect(point[0]).toBeCloseTo(1, 5)
  expect(point[1]).toBeCloseTo(1, 5)
  expect(value).toBeLessThan(1e-10)
})

test('simplex stays inside a domain bounded by NaN', () => {
  const { point } = nelderMead(([x]) => x - Math.log(x), [3])
  expect(point[0]).toBeCloseTo(1, 5)
})

test('simplex keeps to its budget of evaluations', () => {
  let calls = 0
  const { evaluations } = nelderMead((p) => ++calls + p[0], [1, 1, 1], { maxEvaluations: 40, restarts: 0 })
  expect(evaluations).toBe(calls)
  expect(calls).toBeLessThanOrEqual(45)
})

test('golden section finds a minimum inside the interval and one at its end', () => {
  expect(goldenSection((x) => (x - 2) ** 2, 0, 10, 1e-7)).toBeCloseTo(2, 6)
  expect(goldenSection((x) => x, 3, 4, 1e-7)).toBeCloseTo(3, 6)
})
