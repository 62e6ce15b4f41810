import fc from 'fast-check'
import { edgeFactors, standardTrend, type EdgeShape } from '../../../../../training/studies/setting-c/shape/edge-shape'

const shape: EdgeShape = { width: [-0.1, 0.05, 0.1], skew: [0.2, 0.1, -0.05, 0.3, 0.1], trends: [] }

test('a shape of zeros leaves the edges where the formula has them', () => {
  const flat = { width: [0, 0, 0], skew: [0, 0, 0, 0, 0] }
  expect(edgeFactors(flat, { spot: 1.02, gamma: 3, vol: 0.8, years: 0.01 }, 0)).toEqual({ above: 1, below: 1 })
})

test('a trend counts in its own deviations, up to three, and moves the edges apart by its lean', () => {
  const yearsPerSecond = 1 / (365 * 86_400)
  const deviation = 0.8 * Math.sqrt(3600 * yearsPerSecond)
  expect(standardTrend(deviation, 3600, 0.8, yearsPerSecond)).toBeCloseTo(1, 12)
  expect(standardTrend(9 * deviation, 3600, 0.8, yearsPerSecond)).toBe(3)
  expect(standardTrend(0.1, 3600, 0, yearsPerSecond)).toBe(0)
  const state = { spot: 1.02, gamma: 3, vol: 0.8, years: 0.01 }
  const [calm, up] = [edgeFactors(shape, state, 0), edgeFactors(shape, state, -0.2)]
  expect(up.above / calm.above).toBeCloseTo(Math.exp(-0.2), 12)
  expect(up.below / calm.below).toBeCloseTo(Math.exp(0.2), 12)
})

test('factors are finite and positive at every limit', () => {
  const positive = fc.oneof(fc.constant(0), fc.double({ min: 1e-300, max: 1e3, noNaN: true }))
  const spot = fc.double({ min: 1e-3, max: 1e3, noNaN: true })
  const lean = fc.double({ min: -9, max: 9, noNaN: true })
  fc.assert(
    fc.property(fc.tuple(spot, positive, positive, positive, lean), ([s, gamma, vol, years, own]) => {
      const { above, below } = edgeFactors(shape, { spot: s, gamma, vol, years }, own)
      for (const factor of [above, below]) {
        expect(Number.isFinite(factor)).toBe(true)
        expect(factor).toBeGreaterThan(0)
      }
    }),
  )
})
