import { normalCdf } from '../../../src/core/pricing/normal'
import { bsmPrice } from '../../../src/core/pricing/price'
import { smileMeasures, surfaceMeasures, swapVariance } from '../../../src/core/surface/smile-measures'
import { totalVariance, type Svi } from '../../../src/core/surface/svi'

test('a flat smile has neither risk reversal nor butterfly', () => {
  const { atMoney, riskReversal, butterfly } = smileMeasures({ a: 0.04, b: 0, rho: 0, m: 0, s: 0.1 }, 0.25)
  expect(atMoney).toBeCloseTo(0.4, 12)
  expect(riskReversal).toBeCloseTo(0, 9)
  expect(butterfly).toBeCloseTo(0, 9)
})

test('puts dearer than calls have a negative risk reversal, between strikes of 25 % delta', () => {
  const smile: Svi = { a: 0.01, b: 0.1, rho: -0.5, m: 0, s: 0.15 }
  const { atMoney, riskReversal, butterfly } = smileMeasures(smile, 0.25)
  const at = (delta: number): number => {
    const grid = Array.from({ length: 200_001 }, (_, i) => i / 1e5 - 1)
    const found = grid.find((k) => {
      const w = totalVariance(smile, k)
      return normalCdf(-k / Math.sqrt(w) + Math.sqrt(w) / 2) <= delta
    })!
    return Math.sqrt(totalVariance(smile, found) / 0.25)
  }
  expect(riskReversal).toBeCloseTo(at(0.25) - at(0.75), 4)
  expect(riskReversal).toBeLessThan(-0.02)
  expect(butterfly).toBeCloseTo((at(0.25) + at(0.75)) / 2 - atMoney, 4)
})

test('those of a surface are a smile’s at its expiry, and lie between two smiles’ between them', () => {
  const smiles: readonly Svi[] = [
    { a: 0.004, b: 0.04, rho: -0.6, m: 0, s: 0.1 },
    { a: 0.03, b: 0.08, rho: -0.3, m: 0.02, s: 0.2 },
  ]
  const expiries = smiles.map((smile, i) => ({
    ...{ expiry: i, years: 0.1 * (i + 1), forward: 100, forwardError: 0, quotes: 5, error: 0, inside: 1, smile },
  }))
  const surface = { expiries, leftOut: [] }
  for (const { smile, years } of expiries) expect(surfaceMeasures(surface, years)).toEqual(smileMeasures(smile, years))
  const [near, between, far] = [0.1, 0.15, 0.2].map((years) => surfaceMeasures(surface, years).riskReversal!)
  expect(near).toBeLessThan(between)
  expect(between).toBeLessThan(far)
})

const skewed: Svi = { a: 0.01, b: 0.08, rho: -0.4, m: 0.02, s: 0.15 }

/** Twice the integral of out-of-the-money prices over the square of the strike, forward 1: Demeterfi et al. (1999). */
const replicated = (smile: Svi): number => {
  let sum = 0
  const [end, points] = [6, 60_000]
  for (let i = 0; i < points; i++) {
    const k = end * ((2 * (i + 0.5)) / points - 1)
    const strike = Math.exp(k)
    const vol = Math.sqrt(totalVariance(smile, k))
    const price = bsmPrice({ type: k < 0 ? 'put' : 'call', spot: 1, strike, years: 1, vol, rate: 0 })
    sum += (2 * price) / strike
  }
  return (sum * 2 * end) / points
}

describe('the variance of a swap', () => {
  test('is that of a flat smile', () => {
    for (const w of [1e-4, 0.04, 1]) expect(swapVariance({ a: w, b: 0, rho: 0, m: 0, s: 1 })).toBeCloseTo(w, 9)
  })

  test('is what options of all strikes replicate', () => {
    expect(swapVariance(skewed) / replicated(skewed)).toBeCloseTo(1, 4)
  })

  test('exceeds the variance at the money where wings rise', () => {
    expect(swapVariance(skewed)).toBeGreaterThan(totalVariance(skewed, 0))
  })
})
