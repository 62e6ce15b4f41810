import fc from 'fast-check'
import { qlike, qlikeLosses, squaredErrors } from '../../../src/core/statistics/forecast-losses'

const variance = fc.double({ min: 1e-10, max: 1e3, noNaN: true })

test('QLIKE of half and double the truth', () => {
  expect(qlike(1, 0.5)).toBeCloseTo(1 - Math.LN2, 14)
  expect(qlike(1, 2)).toBeCloseTo(Math.LN2 - 0.5, 14)
})

test('QLIKE is zero at the truth, never negative, and free of units', () => {
  fc.assert(
    fc.property(variance, variance, fc.double({ min: 1e-3, max: 1e3, noNaN: true }), (realized, forecast, unit) => {
      expect(qlike(realized, realized)).toBe(0)
      expect(qlike(realized, forecast)).toBeGreaterThanOrEqual(-1e-12)
      const scaled = qlike(unit * realized, unit * forecast)
      expect(Math.abs(scaled - qlike(realized, forecast))).toBeLessThanOrEqual(1e-12 * (1 + scaled))
    }),
  )
})

test('QLIKE refuses variances that are not positive and finite', () => {
  for (const [realized, forecast] of [
    [0, 1],
    [1, 0],
    [-1, -1],
    [NaN, 1],
    [1, Infinity],
  ])
    expect(() => qlike(realized, forecast)).toThrow(expect.objectContaining({ code: 'numerical-domain' }))
})

test('losses come row by row', () => {
  const realized = Float64Array.of(1, 2, 3)
  const forecast = Float64Array.of(2, 2, 1)
  expect(Array.from(squaredErrors(realized, forecast))).toEqual([1, 0, 4])
  expect(Array.from(qlikeLosses(realized, forecast))).toEqual([qlike(1, 2), 0, qlike(3, 1)])
})
