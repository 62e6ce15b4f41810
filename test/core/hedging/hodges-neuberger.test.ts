import fc from 'fast-check'
import { closedBand } from '../../../src/core/hedging/band-offsets'
import { fixedCostPush, setFixedCostBand } from '../../../src/core/hedging/bands/fixed-cost'
import { meanOvershoot } from '../../../src/core/hedging/bands/overshoot'
import { whalleyWilmottHalfWidth } from '../../../src/core/hedging/bands/whalley-wilmott'
import { exposureColumns } from '../../../src/core/hedging/exposure-columns'
import type { HedgePaths } from '../../../src/core/hedging/hedge-paths'
import { solveHodgesNeuberger, type HodgesNeubergerProblem } from '../../../src/core/hedging/hodges-neuberger/solve'
import { lookUpBand, type BookLeg, type HodgesNeubergerTable } from '../../../src/core/hedging/hodges-neuberger/table'
import { hedge } from '../../../src/core/hedging/paths'
import type { Strategy } from '../../../src/core/hedging/strategy'
import { bsmGreeks } from '../../../src/core/pricing/greeks'
import { startRng } from '../../../src/core/rng'
import { entropicPrice } from '../../../src/core/statistics/risk-measures'

const VOL = 0.2
const shortCall: BookLeg = { type: 'call', strike: 1, years: 30 / 365, units: -1 }
const solve = (change: Partial<HodgesNeubergerProblem> = {}): HodgesNeubergerTable =>
  solveHodgesNeuberger({ legs: [shortCall], vol: VOL, cost: 1e-3, riskAversion: 30, steps: 30, ...change })
const base = solve()

const bandAt = (table: HodgesNeubergerTable, spot: number, variance: number, cost = table.cost) => {
  const out = closedBand()
  lookUpBand(table, { spot, variance, cost }, out)
  return out
}

const STEPS = 30
const PATHS = 4000
const simulate = (legs: readonly BookLeg[], seed: number): HedgePaths => {
  const rng = startRng(seed)
  const deviation = VOL * Math.sqrt(1 / 365)
  const spot = new Float64Array(PATHS * (STEPS + 1)).fill(1)
  for (let pair = 0; pair < PATHS; pair += 2)
    for (let step = 1, sum = 0; step <= STEPS; step++) {
      sum += deviation * rng.normal()
      const drift = -0.5 * deviation * deviation * step
      spot[pair * (STEPS + 1) + step] = Math.exp(drift + sum)
      spot[(pair + 1) * (STEPS + 1) + step] = Math.exp(drift - sum)
    }
  const years = Float64Array.from({ length: STEPS }, (_, step) => (STEPS - step) / 365)
  const settled = legs.map((leg) => ({ ...leg, settles: Math.round(leg.years * 365) }))
  return { paths: PATHS, steps: STEPS, spot, years, cost: 1e-3, legs: settled }
}

const pricesOf = (paths: HedgePaths, strategy: Strategy, a: number): number => {
  const columns = exposureColumns(paths, VOL)
  return entropicPrice(hedge(paths, columns, strategy, { vol: VOL, unwindAtExpiry: false }).pnl, a)
}

const books: Readonly<Record<string, readonly BookLeg[]>> = {
  'a short call': [shortCall],
  'a strangle': [
    { ...shortCall, type: 'put', strike: 0.97 },
    { ...shortCall, strike: 1.03 },
  ],
  'four legs over three expiries': [
    shortCall,
    { ...shortCall, type: 'put', strike: 0.95 },
    { type: 'call', strike: 1.05, years: 20 / 365, units: 1 },
    { type: 'put', strike: 1, years: 10 / 365, units: 0.5 },
  ],
}

describe('the optimal band by dynamic programming', () => {
  it.each(Object.entries(books))(
    'prices %s as hedging by it does, and no formula on the net gamma does better',
    (_, legs) => {
      const a = 30
      const table = solve({ legs, riskAversion: a })
      const seeds = [1, 2, 3, 4]
      const ours: number[] = []
      const gap: number[] = []
      for (const seed of seeds) {
        const paths = simulate(legs, seed)
        ours.push(pricesOf(paths, { kind: 'hodges-neuberger', table }, a))
        gap.push(pricesOf(paths, { kind: 'whalley-wilmott', riskAversion: a, multiplier: 1 }, a) - (ours.at(-1) ?? 0))
      }
      const mean = ours.reduce((sum, x) => sum + x, 0) / seeds.length
      // P&L deviates by about 0.003 a path; the standard error of 16,000 paths.
      expect(Math.abs(mean - table.price)).toBeLessThan(4 * (0.003 / Math.sqrt(PATHS * seeds.length)) + 2e-4 * mean)
      expect(Math.min(...gap)).toBeGreaterThan(0)
    },
  )

  it('is frictionless replication without costs: a closed band at the delta and nearly the Black-Scholes price', () => {
    const table = solve({ cost: 0, riskAversion: 1 })
    const { delta, price } = bsmGreeks({ type: 'call', spot: 1.02, strike: 1, years: 30 / 365, vol: VOL })
    const band = bandAt(table, 1.02, table.variance)
    expect(band.upper - band.lower).toBeLessThan(1e-6)
    expect(band.lower).toBeCloseTo(delta, 2)
    expect(solve({ cost: 0, riskAversion: 0.01, spot: 1.02 }).price).toBeCloseTo(price, 5)
  })

  it.each([
    { cost: 1e-3, fixedCost: 0 },
    { cost: 3e-4, fixedCost: 1e-5 },
    { cost: 1e-3, fixedCost: 1e-4 },
    { cost: 0, fixedCost: 1e-5 },
  ])(
    'agrees with the asymptotic band at the money, edges within a tenth and targets within a fifth, at %p',
    ({ cost, fixedCost }) => {
      const a = 30
      const table = solve({ cost, fixedCost, riskAversion: a })
      const { gamma, delta } = bsmGreeks({ type: 'call', spot: 1, strike: 1, years: 30 / 365, vol: VOL })
      const formula = closedBand()
      setFixedCostBand(
        formula,
        whalleyWilmottHalfWidth({ cost, spot: 1, gamma }, a),
        fixedCostPush(fixedCost, gamma, a, 1),
      )
      const { lower, lowerTarget, upperTarget, upper } = bandAt(table, 1, table.variance)
      const overshoot = meanOvershoot(gamma, 1, VOL, 1 / 365)
      const near = (ours: number, theirs: number, share: number): void =>
        expect(Math.abs(ours / theirs - 1)).toBeLessThan(share)
      near((upper - lower) / 2 + overshoot, formula.upper, 0.1)
      if (cost > 0 && fixedCost > 0) near((upperTarget - lowerTarget) / 2, formula.upperTarget, 0.2)
      if (cost === 0) expect(upperTarget - lowerTarget).toBeLessThan(1e-3)
      expect((upper + lower) / 2).toBeCloseTo(delta, 2)
    },
  )

  it('mirrors a put from a call: the same band, one unit lower', () => {
    const put = solve({ legs: [{ ...shortCall, type: 'put' }] })
    for (const [spot, share] of [
      [0.95, 1],
      [1, 0.5],
      [1.04, 0.1],
    ]) {
      const [ours, theirs] = [bandAt(base, spot, share * base.variance), bandAt(put, spot, share * put.variance)]
      expect(theirs.lower).toBeCloseTo(ours.lower - 1, 6)
      expect(theirs.upper).toBeCloseTo(ours.upper - 1, 6)
    }
    // Short a put is short a call less a forward, which an underlying bought at no cost would make even.
    expect(Math.abs(put.price - base.price)).toBeLessThan(1.5e-3)
  })

  it('does not depend on order or splitting of legs, or on legs that cancel', () => {
    const split = solve({ legs: [0.25, 0.75].map((share) => ({ ...shortCall, units: -share })) })
    const other: BookLeg = { type: 'put', strike: 0.9, years: 20 / 365, units: 0.7 }
    const cancelled = solve({ legs: [other, shortCall, { ...other, units: -0.7 }] })
    expect(split.price).toBeCloseTo(base.price, 12)
    expect(cancelled.price).toBeCloseTo(base.price, 5)
  })

  it('scales: n options at risk aversion a / n have n times the band and the price', () => {
    const many = solve({ legs: [{ ...shortCall, units: -7 }], riskAversion: 30 / 7 })
    expect(many.price).toBeCloseTo(7 * base.price, 10)
    expect(bandAt(many, 1, 0.001).lower).toBeCloseTo(7 * bandAt(base, 1, 0.001).lower, 8)
  })

  it('scales its width by the cube root of another cost, near what solving for it gives', () => {
    const [ours, dearer] = [bandAt(base, 1, base.variance), bandAt(base, 1, base.variance, 8e-3)]
    expect(dearer.upper - dearer.lower).toBeCloseTo(2 * (ours.upper - ours.lower), 12)
    expect(dearer.upper + dearer.lower).toBeCloseTo(ours.upper + ours.lower, 12)
    const solved = bandAt(solve({ cost: 1.5e-3 }), 1, base.variance)
    const scaled = bandAt(base, 1, base.variance, 1.5e-3)
    expect((scaled.upper - scaled.lower) / (solved.upper - solved.lower)).toBeGreaterThan(0.9)
    expect((scaled.upper - scaled.lower) / (solved.upper - solved.lower)).toBeLessThan(1.1)
  })

  it('is ordered and finite at every spot and variance', () => {
    const tables = [
      solve({ steps: 8 }),
      solve({ steps: 8, fixedCost: 1e-4, riskAversion: 2000, legs: books['a strangle'] }),
    ]
    fc.assert(
      fc.property(
        fc.constantFrom(...tables),
        fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (table, spot, share) => {
          const { lower, lowerTarget, upperTarget, upper } = bandAt(table, spot, share * table.variance)
          for (const edge of [lower, lowerTarget, upperTarget, upper]) expect(Number.isFinite(edge)).toBe(true)
          expect(lower).toBeLessThanOrEqual(lowerTarget)
          expect(lowerTarget).toBeLessThanOrEqual(upperTarget + 1e-9)
          expect(upperTarget).toBeLessThanOrEqual(upper)
        },
      ),
    )
  })

  it('refuses a variance beyond its first step and inputs outside their ranges', () => {
    const table = solve({ steps: 2 })
    expect(() => bandAt(table, 1, 2 * table.variance)).toThrow('solve it at a higher volatility')
    expect(() => solve({ legs: [] })).toThrow('needs a leg')
    expect(() => solve({ legs: [{ ...shortCall, years: 0 }] })).toThrow('years > 0')
    expect(() => solve({ riskAversion: 0 })).toThrow('a risk aversion > 0')
    expect(() => solve({ vol: NaN })).toThrow('a volatility > 0')
    expect(() => solve({ cost: -1 })).toThrow('costs ≥ 0')
    expect(() => solve({ steps: 1.5 })).toThrow('a number of steps')
    expect(() => solve({ spot: 0 })).toThrow('a spot > 0')
  })
})
