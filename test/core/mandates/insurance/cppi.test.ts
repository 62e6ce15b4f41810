import fc from 'fast-check'
import type { InsuranceSnapshot } from '../../../../src/core/mandates/insurance/cppi-decision'
import { insureByCppi } from '../../../../src/core/mandates/insurance/cppi-paths'
import { evaluateCppi } from '../../../../src/core/mandates/insurance/evaluate-cppi'
import { gapRisk } from '../../../../src/core/mandates/insurance/gap-risk'
import { between } from '../../../support/between'
import { aPolicy, DAY_SECONDS, gbmPaths, YEARS_PER_SECOND } from './a-policy'

const aSnapshot = (change: Partial<InsuranceSnapshot> = {}): InsuranceSnapshot => ({
  time: 0,
  price: 50_000,
  units: 0,
  cash: 100_000,
  oneWayCost: 1e-3,
  rate: 0.03,
  vol: 0.6,
  drift: 0,
  jumps: undefined,
  posterior: [0.2, 0.5, 0.3],
  yearsPerMicrosecond: YEARS_PER_SECOND / 1e6,
  policy: aPolicy(),
  last: { floor: 80_000 },
  ...change,
})

const anySnapshot = fc
  .record({
    price: between(1, 1e5),
    exposureShare: between(0, 1.5),
    floorShare: between(0, 1.2),
    oneWayCost: between(0, 0.05),
    vol: between(0, 3),
    tolerance: between(0, 0.9),
    insideShare: between(0, 1),
    maxExposureShare: between(0, 3),
    maxMultiplier: between(1, 15),
    ratchetShare: fc.option(between(0, 0.99), { nil: undefined }),
  })
  .map(({ price, exposureShare, floorShare, oneWayCost, vol, ...policy }) =>
    aSnapshot({
      price,
      units: (exposureShare * 1e5) / price,
      cash: (1 - exposureShare) * 1e5,
      oneWayCost,
      vol,
      last: { floor: floorShare * 1e5 },
      policy: aPolicy({ ...policy, toleranceCeiling: 0.9 }),
    }),
  )

describe('portfolio insurance', () => {
  it('buys to the multiple that holds after its own cost', () => {
    const decision = evaluateCppi(aSnapshot({ policy: aPolicy({ insideShare: 1, maxMultiplier: 3 }) }))
    expect(decision.multiplier).toBe(3)
    const exposure = decision.trade * 50_000
    expect(exposure).toBeCloseTo(3 * (20_000 - decision.cost), 8)
    expect(decision.cost).toBeCloseTo(1e-3 * exposure, 10)
    expect(decision.reasons).toEqual(['below-band'])
  })

  it('lowers the multiplier as the forecast rises, so that the band’s top survives the worst expected move', () => {
    const policy = aPolicy({ maxMultiplier: 20 })
    const at = (vol: number) => evaluateCppi(aSnapshot({ vol, policy }))
    expect(at(1).multiplier).toBeLessThan(at(0.6).multiplier)
    expect(at(1).reasons).toContain('gap-bound')
    for (const vol of [0.8, 1, 2]) {
      const top = at(vol).multiplier * 1.1
      expect(gapRisk(top, { vol, drift: 0 }, 1 / 365, 0.03).probability).toBeCloseTo(1 - policy.confidence, 10)
    }
    expect(at(0).multiplier).toBe(20)
  })

  it('never exceeds its caps, never goes short, and after a trade lies within its band', () => {
    fc.assert(
      fc.property(anySnapshot, (snapshot) => {
        const decision = evaluateCppi(snapshot)
        const { policy, price, units } = snapshot
        const exposure = (units + decision.trade) * price
        const wealth = decision.wealth - decision.cost
        const cushion = decision.cushion - decision.cost
        const numbers = [decision.trade, decision.cost, decision.floor, decision.multiplier, decision.tolerance]
        expect(numbers.every(Number.isFinite)).toBe(true)
        expect(exposure).toBeGreaterThanOrEqual(-1e-6)
        if (decision.kind === 'hold') expect(decision.trade).toBe(0)
        if (decision.cushion <= 0) {
          expect(units + decision.trade).toBe(0)
          expect(decision.next.locked).toBe(true)
        } else if (snapshot.oneWayCost * decision.multiplier * (1 + decision.tolerance) < 1) {
          const [low, high] = [1 - decision.tolerance, 1 + decision.tolerance]
          expect(exposure).toBeLessThanOrEqual(policy.maxExposureShare * wealth + 1e-6)
          expect(exposure).toBeLessThanOrEqual(decision.multiplier * high * Math.max(cushion, 0) + 1e-6)
          const least = Math.min(decision.multiplier * low * cushion, policy.maxExposureShare * low * wealth)
          expect(exposure).toBeGreaterThanOrEqual(least - 1e-6)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('does nothing inside the band and widens it with the regime', () => {
    const units = (4 * 20_000) / 50_000
    const held = { units, cash: 20_000, oneWayCost: 0, rate: 0 }
    const policy = aPolicy({ toleranceMultipliers: [0.5, 1, 4] })
    const calm = evaluateCppi(aSnapshot({ ...held, posterior: [1, 0, 0], policy }))
    const wild = evaluateCppi(aSnapshot({ ...held, posterior: [0, 0, 1], policy }))
    expect(calm.tolerance).toBeCloseTo(0.05, 14)
    expect(wild.tolerance).toBeCloseTo(0.4, 14)
    expect(calm.kind).toBe('trade')
    expect(wild.reasons).toContain('inside-band')
    expect(wild.trade).toBe(0)
  })

  it('waits until due, unless the exposure has passed the top of its band', () => {
    const first = evaluateCppi(aSnapshot({ policy: aPolicy({ minInterval: 3600 }) }))
    const units = first.trade
    const cash = 100_000 - units * 50_000 - first.cost
    const later = { units, cash, time: 60e6, last: first.next, policy: aPolicy({ minInterval: 3600 }) }
    const same = evaluateCppi(aSnapshot(later))
    expect(same.reasons).toEqual(['not-due'])
    expect(same.next).toEqual(first.next)
    const fallen = evaluateCppi(aSnapshot({ ...later, price: 46_000 }))
    expect(fallen.reasons).toContain('gap-trigger')
    expect(fallen.trade).toBeLessThan(0)
  })

  it('locks into cash without a cushion and stays there whatever the price does', () => {
    const locked = evaluateCppi(aSnapshot({ units: 1, cash: 20_000, price: 50_000, last: { floor: 71_000 } }))
    expect(locked.trade).toBe(-1)
    expect(locked.reasons).toEqual(['cash-lock'])
    expect(locked.gap).toBeUndefined()
    const after = evaluateCppi(aSnapshot({ units: 0, cash: 1e6, time: 86_400e6, last: locked.next }))
    expect(after.kind).toBe('hold')
    expect(after.trade).toBe(0)
    const exact = evaluateCppi(aSnapshot({ cash: 80_000 }))
    expect(exact.trade).toBe(0)
    expect(exact.reasons).toEqual(['cash-lock'])
  })

  it('refuses what cannot be evaluated', () => {
    expect(() => evaluateCppi(aSnapshot({ price: NaN }))).toThrow('price > 0')
    expect(() => evaluateCppi(aSnapshot({ vol: -1 }))).toThrow('vol ≥ 0')
    expect(() => evaluateCppi(aSnapshot({ policy: aPolicy({ maxMultiplier: 0.5 }) }))).toThrow('multiplier ≥ 1')
  })
})

describe('portfolio insurance along paths', () => {
  const start = { wealth: 1, floor: 0.8 }

  it('never ends below the floor where no step falls further than the multiplier allows', () => {
    const paths = gbmPaths(3, { paths: 25, steps: 24 * 30, stepSeconds: 3600, rate: 0.05 })
    let worst = 1
    for (let i = 0; i < paths.price.length - 1; i++)
      if ((i + 1) % (paths.steps + 1) !== 0) worst = Math.min(worst, paths.price[i + 1] / paths.price[i])
    expect(worst).toBeGreaterThan(1 - 1 / 5.5)
    const run = insureByCppi(paths, aPolicy({ confidence: 0.99 }), start)
    expect(Math.min(...run.leastCushion)).toBeGreaterThan(0)
    expect(Math.max(...run.locked)).toBe(0)
    const floor = 0.8 * Math.exp(0.05 * 24 * 30 * 3600 * YEARS_PER_SECOND)
    for (const end of run.floor) expect(end).toBeCloseTo(floor, 10)
    for (const wealth of run.wealth) expect(wealth).toBeGreaterThan(floor)
  })

  it('converges to the closed form of continuous trading: cushion ∝ price^m e^{−(m² − m)σ²T/2}', () => {
    const [steps, vol] = [2000, 0.4]
    const paths = gbmPaths(5, { paths: 8, steps, stepSeconds: DAY_SECONDS / 40 }, vol)
    const policy = aPolicy({ maxMultiplier: 3, tolerance: 0, maxExposureShare: 100 })
    const run = insureByCppi(paths, policy, start)
    const years = (steps / 40) * DAY_SECONDS * YEARS_PER_SECOND
    for (let path = 0; path < paths.paths; path++) {
      const end = paths.price[path * (steps + 1) + steps]
      const exact = 0.2 * end ** 3 * Math.exp(-0.5 * 6 * vol * vol * years)
      expect((run.wealth[path] - 0.8) / exact).toBeGreaterThan(0.97)
      expect((run.wealth[path] - 0.8) / exact).toBeLessThan(1.03)
    }
  })

  it('is the asset itself at m = 1 without a floor, and cash where the floor is all the wealth', () => {
    const paths = gbmPaths(9, { paths: 5, steps: 50 })
    const whole = insureByCppi(paths, aPolicy({ maxMultiplier: 1, tolerance: 0 }), { wealth: 2, floor: 0 })
    const cash = insureByCppi({ ...paths, rate: 0.1 }, aPolicy(), { wealth: 2, floor: 2 })
    for (let path = 0; path < 5; path++) {
      expect(whole.wealth[path]).toBeCloseTo(2 * paths.price[path * 51 + 50], 12)
      expect(whole.trades[path]).toBe(1)
      expect(cash.wealth[path]).toBeCloseTo(2 * Math.exp(0.1 * 50 * DAY_SECONDS * YEARS_PER_SECOND), 12)
      expect(cash.locked[path]).toBe(1)
      expect(cash.trades[path]).toBe(0)
    }
  })

  it('conserves value: what is not in the P&L went into costs', () => {
    const paths = gbmPaths(11, { paths: 10, steps: 100 })
    const still = { ...paths, price: paths.price.map(() => 1), oneWayCost: 0.002 }
    const run = insureByCppi(still, aPolicy(), start)
    for (let path = 0; path < 10; path++) expect(run.wealth[path] + run.cost[path]).toBeCloseTo(1, 14)
    expect(run.cost[0]).toBeGreaterThan(0)
  })

  it('ratchets: the floor never falls and holds its share of the highest wealth so far', () => {
    const paths = gbmPaths(13, { paths: 40, steps: 200 })
    const plain = insureByCppi(paths, aPolicy(), start)
    const ratchet = insureByCppi(paths, aPolicy({ ratchetShare: 0.8 }), start)
    let higher = 0
    for (let path = 0; path < 40; path++) {
      expect(ratchet.floor[path]).toBeGreaterThanOrEqual(plain.floor[path])
      if (ratchet.floor[path] > plain.floor[path]) higher++
    }
    expect(higher).toBeGreaterThan(20)
  })

  it('pays less with a wider band', () => {
    const paths = gbmPaths(15, { paths: 15, steps: 365, oneWayCost: 0.001 })
    const cost = (tolerance: number): number =>
      insureByCppi(paths, aPolicy({ tolerance }), start).cost.reduce((sum, c) => sum + c, 0)
    expect(cost(0.2)).toBeLessThan(0.8 * cost(0.05))
    expect(cost(0.05)).toBeLessThan(0.95 * cost(0))
  })

  it('breaks the floor as often as the gap estimate, to three standard errors', () => {
    const policy = aPolicy({ confidence: 0.5, maxMultiplier: 12, tolerance: 0, maxExposureShare: 1000 })
    const paths = gbmPaths(17, { paths: 4000, steps: 1, stepSeconds: 7 * DAY_SECONDS }, 0.6)
    const run = insureByCppi(paths, policy, { wealth: 1, floor: 0.9 })
    const gaps = run.leastCushion.reduce((sum, cushion) => sum + (cushion < 0 ? 1 : 0), 0) / 4000
    const { probability } = gapRisk(12, { vol: 0.6, drift: 0 }, 7 / 365)
    expect(probability).toBeGreaterThan(0.05)
    expect(Math.abs(gaps - probability)).toBeLessThan(3 * Math.sqrt((probability * (1 - probability)) / 4000))
  })
})
