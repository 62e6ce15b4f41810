import { bsmPrice } from '../../../src/core/pricing/price'
import { totalVariance, type Svi } from '../../../src/core/surface/svi'
import { swapVariance } from '../../../src/core/surface/swap-variance'

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
