import { goldenSection } from '../../../training/statistics/minimum'

test('golden section finds a minimum inside the interval and one at its end', () => {
  expect(goldenSection((x) => (x - 2) ** 2, 0, 10, 1e-7)).toBeCloseTo(2, 6)
  expect(goldenSection((x) => x, 3, 4, 1e-7)).toBeCloseTo(3, 6)
})
