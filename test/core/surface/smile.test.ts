import fc from 'fast-check'
import { fitSmile, type SmilePoints } from '../../../src/core/surface/fit-smile'
import { isFree, mendSmile } from '../../../src/core/surface/mend-smile'
import { butterfly, totalVariance, type Svi } from '../../../src/core/surface/svi'

const pointsOn = (smile: Svi, strikes: readonly number[]): SmilePoints => ({
  k: Float64Array.from(strikes),
  variance: Float64Array.from(strikes, (k) => totalVariance(smile, k)),
  weight: Float64Array.from(strikes, () => 1 / (0.01 * totalVariance(smile, 0)) ** 2),
})

const grid = (from: number, to: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1))

/** Axel Vogt's smile: its density is negative around k = .9 (Gatheral & Jacquier 2014, section 5). */
const vogt: Svi = { a: -0.041, b: 0.1331, rho: 0.306, m: 0.3586, s: 0.4153 }

const smiles = fc.record({
  a: fc.double({ min: 0, max: 0.05, noNaN: true }),
  b: fc.double({ min: 0.05, max: 0.4, noNaN: true }),
  rho: fc.double({ min: -0.8, max: 0.8, noNaN: true }),
  m: fc.double({ min: -0.15, max: 0.15, noNaN: true }),
  s: fc.double({ min: 0.05, max: 0.3, noNaN: true }),
})

describe('a smile fitted to clean quotes', () => {
  test('has the parameters that made them, to 1e-6', () => {
    fc.assert(
      fc.property(smiles, (smile) => {
        const found = fitSmile(pointsOn(smile, grid(-0.6, 0.6, 25)))!
        for (const name of ['a', 'b', 'rho', 'm', 's'] as const) expect(found[name]).toBeCloseTo(smile[name], 6)
      }),
    )
  })

  test('is the same from another start', () => {
    const smile: Svi = { a: 0.01, b: 0.12, rho: -0.35, m: 0.02, s: 0.11 }
    const points = pointsOn(smile, grid(-0.5, 0.4, 21))
    const warm = fitSmile(points, { ...smile, m: 0.08, s: 0.2 })!
    for (const name of ['a', 'b', 'rho', 'm', 's'] as const) expect(warm[name]).toBeCloseTo(smile[name], 6)
  })

  test('is linear where the quotes lie on a line', () => {
    const points = pointsOn({ a: 0.04, b: 0, rho: 0, m: 0, s: 0.1 }, grid(-0.3, 0.3, 9))
    const found = fitSmile(points)!
    for (const k of points.k) expect(totalVariance(found, k)).toBeCloseTo(0.04, 9)
  })
})

describe('a smile with arbitrage', () => {
  test('is found: the published example has a negative density', () => {
    expect(Math.min(...grid(-1.5, 1.5, 301).map((k) => butterfly(vogt, k)))).toBeLessThan(-0.01)
    expect(isFree(vogt, { reach: 1.5, ceiling: undefined })).toBe(false)
  })

  test('is mended within two vol points of the quotes', () => {
    const points = pointsOn(vogt, grid(-1.2, 1.2, 41))
    const bounds = { reach: 1.5, ceiling: undefined }
    const mended = mendSmile(points, vogt, bounds)!
    expect(isFree(mended, bounds)).toBe(true)
    for (const k of points.k)
      expect(Math.abs(Math.sqrt(totalVariance(mended, k)) - Math.sqrt(totalVariance(vogt, k)))).toBeLessThan(0.02)
  })

  test('against a later expiry comes to lie below that', () => {
    const late: Svi = { a: 0.02, b: 0.1, rho: -0.2, m: 0, s: 0.2 }
    const early: Svi = { a: 0.015, b: 0.16, rho: -0.2, m: 0, s: 0.1 }
    const points = pointsOn(early, grid(-0.4, 0.4, 21))
    const bounds = { reach: 1, ceiling: late }
    expect(isFree(early, bounds)).toBe(false)
    const mended = mendSmile(points, early, bounds)!
    for (const k of grid(-1, 1, 401)) {
      expect(totalVariance(mended, k)).toBeLessThanOrEqual(totalVariance(late, k))
      expect(butterfly(mended, k)).toBeGreaterThanOrEqual(0)
    }
  })
})
