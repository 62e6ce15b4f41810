import fc from 'fast-check'
import { closedBand } from '../../../src/core/hedging/band-offsets'
import { fixedCostPush, setFixedCostBand } from '../../../src/core/hedging/bands/fixed-cost'
import { whalleyWilmottHalfWidth } from '../../../src/core/hedging/bands/whalley-wilmott'

const real = (min: number, max: number) => fc.double({ min, max, noNaN: true })
const known = { cost: 1e-3, spot: 1, gamma: 7, a: 10 }

const bandAt = (fixedCost: number, { cost, spot, gamma, a } = known) => {
  const out = closedBand()
  const halfWidth = whalleyWilmottHalfWidth({ cost, spot, gamma }, a)
  setFixedCostBand(out, halfWidth, fixedCostPush(fixedCost, gamma, a, 1))
  return { outer: out.upper, inner: out.upperTarget, halfWidth, out }
}

// Running risk and trading cost a unit of time of a band that starts at H and ends at h, where delta diffuses by Γ S σ
// and the risk is a σ² S² x² / 2.
const costRate = (outer: number, inner: number, fixedCost: number, sigma = 0.3): number => {
  const { cost, spot, gamma, a } = known
  const speed = (gamma * spot * sigma) ** 2
  const cycle = (outer ** 2 - inner ** 2) / speed
  const risk = (0.5 * a * (sigma * spot) ** 2 * (outer ** 4 - inner ** 4)) / (6 * speed)
  return (risk + fixedCost + cost * spot * (outer - inner)) / cycle
}

describe('the band of a fixed and a proportional cost', () => {
  it('is that of Whalley and Wilmott exactly without a fixed cost, and near it with a tiny one', () => {
    const { outer, inner, halfWidth } = bandAt(0)
    expect([outer, inner]).toEqual([halfWidth, halfWidth])
    const near = bandAt(1e-15)
    expect(near.outer).toBeCloseTo(halfWidth, 4)
    expect(near.inner).toBeCloseTo(halfWidth, 4)
  })

  it('goes to the centre from the quartic root (12 F Γ² / a)^¼ without a proportional cost', () => {
    const { outer, inner } = bandAt(1e-5, { ...known, cost: 0 })
    expect(inner).toBe(0)
    expect(outer).toBeCloseTo(((12 * 1e-5 * 49) / 10) ** 0.25, 12)
    expect(bandAt(16e-5, { ...known, cost: 0 }).outer).toBeCloseTo(2 * outer, 12)
  })

  it('fits smoothly: marginal value c S at both ends, value F + c S (H − h) between them', () => {
    fc.assert(
      fc.property(real(-9, -1), real(-6, -1), real(0.01, 100), real(0.1, 1000), (logF, logC, gamma, a) => {
        const [fixedCost, cost] = [10 ** logF, 10 ** logC]
        const { outer, inner } = bandAt(fixedCost, { cost, spot: 1, gamma, a })
        const b = a / (12 * gamma * gamma)
        const slope = (x: number, lambda: number): number => 2 * lambda * x - 4 * b * x ** 3
        const lambda = (cost + 4 * b * outer ** 3) / (2 * outer)
        expect(slope(inner, lambda) / cost).toBeCloseTo(1, 5)
        const value = (x: number): number => lambda * x * x - b * x ** 4
        const paid = fixedCost + cost * (outer - inner)
        expect((value(outer) - value(inner)) / paid).toBeCloseTo(1, 5)
      }),
      { numRuns: 300 },
    )
  })

  it.each([1e-7, 1e-5, 1e-3])('is the cheapest band by brute force at a fixed cost of %p', (fixedCost) => {
    const { outer, inner } = bandAt(fixedCost)
    let best = Infinity
    for (let i = 1; i <= 300; i++)
      for (let j = 0; j < 300; j++)
        best = Math.min(best, costRate((outer * i) / 100, (outer * i * j) / 30_000, fixedCost))
    expect(costRate(outer, inner, fixedCost)).toBeLessThanOrEqual(best)
    expect(costRate(outer, inner, fixedCost)).toBeGreaterThan(0.995 * best)
  })

  it('widens outside and narrows inside as the fixed cost grows', () => {
    const bands = [0, 1e-8, 1e-6, 1e-4, 1e-2].map((fixedCost) => bandAt(fixedCost))
    for (let i = 1; i < bands.length; i++) {
      expect(bands[i].outer).toBeGreaterThan(bands[i - 1].outer)
      expect(bands[i].inner).toBeLessThan(bands[i - 1].inner)
    }
  })

  it('is finite and ordered over all its limits', () => {
    const zeroOr = (max: number) => fc.oneof(fc.constant(0), real(0, max))
    fc.assert(
      fc.property(zeroOr(1e6), zeroOr(0.5), zeroOr(1e160), real(1e-300, 1e300), (fixedCost, cost, gamma, a) => {
        const { lower, lowerTarget, upperTarget, upper } = bandAt(fixedCost, { cost, spot: 1, gamma, a }).out
        expect(Number.isFinite(upper)).toBe(true)
        expect(lower <= lowerTarget && lowerTarget <= upperTarget && upperTarget <= upper).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })
})
