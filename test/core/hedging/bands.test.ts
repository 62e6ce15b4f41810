import fc from 'fast-check'
import { rebalanced } from '../../../src/core/hedging/band-offsets'
import { lelandVol } from '../../../src/core/hedging/bands/leland'
import { meanOvershoot } from '../../../src/core/hedging/bands/overshoot'
import { whalleyWilmottHalfWidth } from '../../../src/core/hedging/bands/whalley-wilmott'
import {
  zakamoulineH0,
  zakamoulineH1,
  zakamoulineHalfWidth,
  zakamoulineVol,
} from '../../../src/core/hedging/bands/zakamouline'
import { startRng } from '../../../src/core/rng'

const known = { cost: 5e-4, spot: 5000, gamma: 0.02, vol: 0.2, years: 0.25, discount: 1 }
const real = (min: number, max: number) => fc.double({ min, max, noNaN: true })

describe('the Whalley-Wilmott band', () => {
  const width = whalleyWilmottHalfWidth

  it('meets the known answer', () => {
    expect(width({ cost: 5e-4, spot: 5000, gamma: 0.02 }, 1)).toBeCloseTo(0.11447, 5)
  })

  it('is twice as wide at eight times the cost or an eighth of the risk aversion', () => {
    const plain = width({ cost: 5e-4, spot: 5000, gamma: 0.02 }, 1)
    expect(width({ cost: 4e-3, spot: 5000, gamma: 0.02 }, 1)).toBeCloseTo(2 * plain, 12)
    expect(width({ cost: 5e-4, spot: 5000, gamma: 0.02 }, 0.125)).toBeCloseTo(2 * plain, 12)
  })

  it('closes without gamma or cost', () => {
    expect(width({ cost: 5e-4, spot: 5000, gamma: 0 }, 1)).toBe(0)
    expect(width({ cost: 0, spot: 5000, gamma: 0.02 }, 1)).toBe(0)
  })
})

describe('the mean overshoot of an edge', () => {
  it('is the mean distance by which a random walk observed at steps lies beyond a barrier', () => {
    const rng = startRng(2)
    const walks = 4000
    let sum = 0
    for (let walk = 0; walk < walks; walk++) {
      let place = 0
      while (Math.abs(place) < 10) place += rng.normal()
      sum += Math.abs(place) - 10
    }
    expect(Math.abs(sum / walks - meanOvershoot(1, 1, 1, 1))).toBeLessThan(4 * (0.42 / Math.sqrt(walks)))
  })

  it('vanishes with gamma, volatility and the interval, and does not depend on the sign of gamma', () => {
    expect([meanOvershoot(0, 1, 1, 1), meanOvershoot(1, 1, 0, 1), meanOvershoot(1, 1, 1, 0)]).toEqual([0, 0, 0])
    expect(meanOvershoot(-2, 3, 0.5, 0.01)).toBe(meanOvershoot(2, 3, 0.5, 0.01))
  })
})

describe('the Zakamouline band', () => {
  it('meets the known answers', () => {
    expect(zakamoulineH0(known, 1)).toBeCloseTo(1e-5, 12)
    expect(zakamoulineH1(known, 1)).toBeCloseTo(0.020944, 6)
    expect(zakamoulineHalfWidth(known, 1)).toBeCloseTo(0.020954, 6)
  })

  it('centres on a higher volatility for a short book and a lower one for a long book, by K', () => {
    const k = 4.76 * 5e-4 ** 0.78 * 0.25 ** -0.02 * 5 ** 0.25 * (5000 * 5000 * 0.02) ** 0.15
    expect(zakamoulineVol(known, 1, 1)).toBeCloseTo(0.2 * Math.sqrt(1 + k), 12)
    expect(zakamoulineVol(known, 1, -1)).toBeCloseTo(0.2 * Math.sqrt(1 - k), 12)
  })

  it('is finite, not negative and at most 1 over all its limits', () => {
    const zeroOr = (max: number) => fc.oneof(fc.constant(0), real(0, max))
    const inputs = fc.record({
      cost: zeroOr(0.5),
      spot: real(1e-6, 1e6),
      gamma: zeroOr(1e6),
      vol: zeroOr(5),
      years: zeroOr(5),
      discount: real(0.1, 1.1),
    })
    fc.assert(
      fc.property(inputs, real(1e-6, 1e6), fc.constantFrom(1 as const, -1 as const), (state, a, sign) => {
        const width = zakamoulineHalfWidth(state, a)
        expect(width >= 0 && width <= 1).toBe(true)
        const vol = zakamoulineVol(state, a, sign)
        expect(Number.isFinite(vol) && vol >= 0).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  it('keeps its gamma-free width where gamma vanishes', () => {
    expect(zakamoulineHalfWidth({ ...known, gamma: 0 }, 1)).toBe(zakamoulineH0(known, 1))
    expect(zakamoulineVol({ ...known, gamma: 0 }, 1, 1)).toBe(0.2)
  })
})

describe("Leland's volatility", () => {
  it('meets the known answer: 10 %, 0.5 % one way, daily', () => {
    expect(100 * lelandVol(0.1, 0.005, 1 / 365, 1)).toBeCloseTo(15.89, 2)
  })

  it('falls for a long option, to 0 where its gamma is not worth its costs', () => {
    expect(lelandVol(0.5, 1e-4, 1 / 365, -1)).toBeLessThan(0.5)
    expect(lelandVol(0.1, 0.05, 1 / 365, -1)).toBe(0)
    expect(lelandVol(0, 0.05, 1 / 365, 1)).toBe(0)
  })
})

describe('a rebalance', () => {
  const inputs = [real(-2, 2), real(-1, 1), real(0, 1), real(0, 1)] as const
  const evaluated = (position: number, centre: number, outer: number, inner: number): number =>
    rebalanced({ lower: -outer, lowerTarget: -inner, upperTarget: inner, upper: outer }, centre, 1, position)

  it('ends inside the band and leaves a position that is inside alone', () => {
    fc.assert(
      fc.property(...inputs, (current, centre, width, share) => {
        const next = evaluated(current, centre, width, share * width)
        expect(Math.abs(next - centre)).toBeLessThanOrEqual(width + 1e-15)
        if (Math.abs(current - centre) < width - 1e-15) expect(next).toBe(current)
      }),
    )
  })

  it('a second time changes nothing', () => {
    fc.assert(
      fc.property(...inputs, (current, centre, width, share) => {
        const once = evaluated(current, centre, width, share * width)
        expect(evaluated(once, centre, width, share * width)).toBe(once)
      }),
    )
  })

  it('goes to the target of the edge it left, which need not mirror the other', () => {
    const band = { lower: -0.2, lowerTarget: -0.1, upperTarget: 0, upper: 0.4 }
    expect(rebalanced(band, 1, 2, 0)).toBe(0.8)
    expect(rebalanced(band, 1, 2, 2)).toBe(1)
    expect(rebalanced(band, 1, 2, 1.7)).toBe(1.7)
    expect(evaluated(1, 0.5, 0.2, 0)).toBe(0.5)
    expect(evaluated(7, 0.5, Infinity, Infinity)).toBe(7)
  })
})
