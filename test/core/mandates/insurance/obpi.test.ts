import fc from 'fast-check'
import { evaluateObpi, solveObpi } from '../../../../src/core/mandates/insurance/obpi'
import { insureByObpi } from '../../../../src/core/mandates/insurance/obpi-paths'
import { bsmPrice } from '../../../../src/core/pricing/price'
import { bracketedRoot } from '../../../../src/core/statistics/bracketed-root'
import { standardDeviation } from '../../../../src/core/statistics/moments'
import { between } from '../../../support/between'
import { gbmPaths } from './a-policy'

describe('the bracketed root', () => {
  it('finds the root of any monotone cubic to the last digits, and none where there is none', () => {
    fc.assert(
      fc.property(between(-50, 50), between(1e-3, 10), (root, slope) => {
        const found = bracketedRoot((x) => slope * (x - root) + (x - root) ** 3, -60, 77)
        expect(Math.abs(found! - root)).toBeLessThanOrEqual(1e-13 * Math.max(Math.abs(root), 1))
      }),
    )
    expect(bracketedRoot((x) => x * x + 1, -1, 1)).toBeUndefined()
    expect(bracketedRoot((x) => x, 0, 1)).toBe(0)
    expect(bracketedRoot((x) => (x < 0.3 ? -1 : 1), 0, 1)).toBeCloseTo(0.3, 14)
    expect(() => bracketedRoot(() => NaN, 0, 1)).toThrow('is a number')
  })
})

describe('the protective put', () => {
  it('spends exactly the wealth and guarantees exactly the floor', () => {
    fc.assert(
      fc.property(
        fc.tuple(
          between(1e-3, 1e6),
          between(0.01, 1.2),
          between(1, 1e5),
          between(0, 3),
          between(0, 2),
          between(-0.05, 0.2),
        ),
        ([wealth, share, spot, years, vol, rate]) => {
          const guarantee = share * wealth
          const plan = solveObpi({ wealth, guarantee, spot, years, vol, rate })
          const affordable = wealth - guarantee * Math.exp(-rate * years)
          if (affordable < -1e-12 * wealth) return expect(plan).toBeUndefined()
          if (plan?.strike === undefined || affordable < 1e-9 * wealth) return
          const put = bsmPrice({ type: 'put', spot, strike: plan.strike, years, vol, rate })
          expect((plan.units * (spot + put)) / wealth).toBeCloseTo(1, 9)
          expect((plan.units * plan.strike) / guarantee).toBeCloseTo(1, 12)
          expect(plan.participation).toBeLessThanOrEqual(1 + 1e-9)
          for (const end of [1e-9, 0.3 * spot, spot, 4 * spot])
            expect(plan.units * Math.max(end, plan.strike)).toBeGreaterThanOrEqual(guarantee * (1 - 1e-12))
        },
      ),
      { numRuns: 400 },
    )
  })

  it('has finite limits: no guarantee is the asset, a full one is bonds, more is unaffordable', () => {
    const terms = { wealth: 100, spot: 50, years: 1, vol: 0.5, rate: 0.05 }
    expect(solveObpi({ ...terms, guarantee: 0 })).toEqual({ strike: 0, units: 2, participation: 1, putCost: 0 })
    const full = solveObpi({ ...terms, guarantee: 100 * Math.exp(0.05) })!
    expect(full.participation).toBeLessThan(1e-9)
    expect(Math.max(100, full.units * 1e5)).toBeCloseTo(100, 6)
    expect(solveObpi({ ...terms, guarantee: 106 })).toBeUndefined()
    const tiny = solveObpi({ ...terms, guarantee: 1e-40 })!
    expect(tiny.units).toBeCloseTo(2, 12)
    const calm = solveObpi({ ...terms, vol: 0, guarantee: 90 })!
    expect(calm.units).toBeCloseTo(2, 6)
    expect(() => solveObpi({ ...terms, guarantee: NaN })).toThrow('guarantee ≥ 0')
  })

  it('keeps less of the rise for a higher guarantee', () => {
    let last = 1
    for (const guarantee of [50, 70, 90, 99]) {
      const { participation } = solveObpi({ wealth: 100, guarantee, spot: 50, years: 1, vol: 0.5, rate: 0.02 })!
      expect(participation).toBeLessThan(last)
      last = participation
    }
  })
})

describe('the replicated put', () => {
  const start = { wealth: 1, guarantee: 0.9, vol: 0.6 }
  const daily = gbmPaths(21, { paths: 150, steps: 90 })

  it('tracks the bought one, the closer the oftener it trades', () => {
    const sd = (perDay: number): number => {
      const paths = gbmPaths(21, { paths: 120, steps: 30 * perDay, stepSeconds: 86_400 / perDay })
      return standardDeviation(insureByObpi(paths, { kind: 'every-step' }, start)!.tracking)
    }
    const [coarse, fine] = [sd(1), sd(9)]
    expect(coarse / fine).toBeGreaterThan(2.4)
    expect(coarse / fine).toBeLessThan(3.8)
  })

  it('costs less inside a band, at little more tracking', () => {
    const paths = { ...daily, oneWayCost: 5e-4 }
    const every = insureByObpi(paths, { kind: 'every-step' }, start)!
    const band = insureByObpi(paths, { kind: 'whalley-wilmott', riskAversion: 30, multiplier: 1 }, start)!
    const sum = (column: Float64Array): number => column.reduce((total, x) => total + x, 0)
    expect(sum(band.cost)).toBeLessThan(0.85 * sum(every.cost))
    expect(standardDeviation(band.tracking)).toBeLessThan(1.3 * standardDeviation(every.tracking))
  })

  it('holds the asset without a guarantee, bonds with a full one, and is undefined where it cannot be afforded', () => {
    const free = insureByObpi(daily, { kind: 'every-step' }, { ...start, guarantee: 0 })!
    const full = insureByObpi(daily, { kind: 'every-step' }, { ...start, guarantee: 1 })!
    for (let path = 0; path < 5; path++) {
      expect(free.wealth[path]).toBeCloseTo(daily.price[path * 91 + 90], 9)
      expect(full.wealth[path]).toBeCloseTo(1, 6)
    }
    expect(insureByObpi(daily, { kind: 'every-step' }, { ...start, guarantee: 1.1 })).toBeUndefined()
  })

  it('targets units × the call’s delta: between nothing and all of its units', () => {
    const plan = solveObpi({ ...start, spot: 1, years: 0.25, rate: 0 })!
    const snapshot = {
      plan,
      expiry: 90 * 86_400e6,
      time: 0,
      yearsPerMicrosecond: 1 / (365 * 86_400e6),
      position: 0,
      oneWayCost: 0,
      posterior: [],
      volatility: [{ years: 1, vol: 0.6 }],
      rate: 0,
      toxicityPercentile: undefined,
      strategy: { kind: 'every-step' as const },
      scale: { contracts: plan.units, price: 1 },
      last: undefined,
    }
    expect(evaluateObpi({ ...snapshot, spot: 1e-3 }).target).toBeCloseTo(0, 10)
    expect(evaluateObpi({ ...snapshot, spot: 1e3 }).target).toBeCloseTo(plan.units, 10)
    const middle = evaluateObpi({ ...snapshot, spot: 1 }).target
    expect(middle).toBeGreaterThan(0.2 * plan.units)
    expect(middle).toBeLessThan(0.9 * plan.units)
  })
})
