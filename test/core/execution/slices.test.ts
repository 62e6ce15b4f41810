import fc from 'fast-check'
import { optimalSchedule, optimalSlices } from '../../../src/core/execution/slices/optimal-schedule'
import type { SlicePlan } from '../../../src/core/execution/slices/slice'
import { timeWeightedSlices } from '../../../src/core/execution/slices/time-weighted'
import { startRng } from '../../../src/core/rng'

const lots = fc.constantFrom(1, 0.1, 0.001, 25)
const quantity = fc.double({ min: 0, max: 1000, noNaN: true })
const count = fc.integer({ min: 1, max: 40 })
const sumOf = ({ slices, rest }: SlicePlan): number => slices.reduce((sum, slice) => sum + slice.quantity, rest)

const expectWholeLots = ({ slices }: SlicePlan, lot: number): void => {
  for (const slice of slices) {
    expect(slice.quantity).toBeGreaterThan(0)
    expect(slice.quantity / lot).toBeCloseTo(Math.round(slice.quantity / lot), 6)
  }
}

describe('time-weighted slices', () => {
  it('are even, in lots, at the beginning of each part', () => {
    const { slices, rest } = timeWeightedSlices({ quantity: 10.05, lot: 0.1, seconds: 60, slices: 4 })
    expect(slices.map(({ afterSeconds }) => afterSeconds)).toEqual([0, 15, 30, 45])
    expect(slices.map((slice) => slice.quantity)).toEqual([2.5, 2.5, 2.5, 2.5].map((n) => expect.closeTo(n, 9)))
    expect(rest).toBeCloseTo(0.05, 9)
  })

  it('sum to the quantity to the lot, never more than half a lot from the even pace', () => {
    fc.assert(
      fc.property(quantity, lots, count, fc.nat(), (size, lot, parts, seed) => {
        const plan = timeWeightedSlices({ quantity: size, lot, seconds: 600, slices: parts, rng: startRng(seed) })
        expect(sumOf(plan)).toBeCloseTo(size, 9)
        expect(plan.rest).toBeLessThan(lot * (1 + 1e-6))
        expectWholeLots(plan, lot)
        const total = size - plan.rest
        let done = 0
        for (const slice of plan.slices) {
          done += slice.quantity
          const part = Math.floor(slice.afterSeconds / (600 / parts)) + 1
          expect(Math.abs(done - (total * part) / parts)).toBeLessThanOrEqual(lot * 0.5 + 1e-6)
        }
      }),
    )
  })

  it('keep to the cap, catch up after it, and give back what it keeps out', () => {
    fc.assert(
      fc.property(
        quantity,
        lots,
        count,
        fc.double({ min: 0, max: 5, noNaN: true }),
        (size, lot, parts, volumePerSecond) => {
          const cap = { share: 0.2, volumePerSecond }
          const plan = timeWeightedSlices({ quantity: size, lot, seconds: 600, slices: parts, cap })
          const room = (0.2 * volumePerSecond * 600) / parts
          for (const slice of plan.slices) expect(slice.quantity).toBeLessThanOrEqual(Math.max(room, lot) + 1e-6)
          expect(sumOf(plan)).toBeCloseTo(size, 9)
          const traded = size - plan.rest
          expect(traded).toBeLessThanOrEqual(room * parts * 4 + lot)
          if (size < room * parts - lot * parts) expect(plan.rest).toBeLessThan(lot * (1 + 1e-6))
        },
      ),
    )
  })

  it('are drawn by their seed alone, each within its part', () => {
    const plan = (seed: number) =>
      timeWeightedSlices({ quantity: 10, lot: 1, seconds: 100, slices: 10, rng: startRng(seed) })
    expect(plan(3)).toEqual(plan(3))
    expect(plan(3)).not.toEqual(plan(4))
    plan(3).slices.forEach(({ afterSeconds }, k) => expect(Math.floor(afterSeconds / 10)).toBe(k))
  })
})

describe('the optimal schedule', () => {
  // Almgren & Chriss, table 1: a million shares at 50 over 5 days, 0.95 a day of volatility, η 2.5e-6, γ 2.5e-7, λ
  // 1e-6.
  const eta = 2.5e-6 - 2.5e-7 / 2
  const paper = {
    ...{ quantity: 1e6, slices: 5, seconds: 5, lambda: 1e-6, variance: 0.95 ** 2 },
    impact: { coefficient: eta, exponent: 1 },
  }

  it('is the closed form of Almgren and Chriss for linear impact', () => {
    const kappa = Math.acosh(1 + (paper.lambda * paper.variance) / eta / 2)
    expect(kappa).toBeCloseTo(0.607, 3)
    const holding = (k: number): number => (1e6 * Math.sinh(kappa * (5 - k))) / Math.sinh(kappa * 5)
    const units = optimalSchedule(paper)
    let left = 1e6
    units.forEach((n, k) => expect((left -= n) / 1e6).toBeCloseTo(holding(k + 1) / 1e6, 9))
  })

  it('costs no less however it is changed, at any power of impact', () => {
    fc.assert(
      fc.property(
        fc.record({
          exponent: fc.constantFrom(0.5, 0.6, 1),
          logLambda: fc.double({ min: -4, max: 2, noNaN: true }),
          slices: fc.integer({ min: 2, max: 12 }),
          from: fc.nat({ max: 11 }),
          to: fc.nat({ max: 11 }),
          part: fc.double({ min: 0.01, max: 1, noNaN: true }),
        }),
        ({ exponent, logLambda, slices, from, to, part }) => {
          const options = {
            ...{ quantity: 10, slices, seconds: 3, variance: 2, lambda: 10 ** logLambda },
            impact: { coefficient: 0.3, exponent },
          }
          const units = optimalSchedule(options)
          expect(units.reduce((sum, n) => sum + n, 0)).toBeCloseTo(10, 9)
          units.forEach((n, k) => expect(n).toBeLessThanOrEqual((units[k - 1] ?? Infinity) + 1e-9))
          const objective = (own: readonly number[]): number => {
            let [left, sum] = [options.quantity, 0]
            for (const n of own) {
              left -= n
              const risk = (options.variance * options.seconds * left * left) / slices
              sum += options.impact.coefficient * n ** (1 + exponent) + options.lambda * risk
            }
            return sum
          }
          const moved = [...units]
          const amount = part * moved[from % slices]
          moved[from % slices] -= amount
          moved[to % slices] += amount
          expect(objective(moved)).toBeGreaterThanOrEqual(objective(units) * (1 - 1e-9))
        },
      ),
      { numRuns: 300 },
    )
  })

  it('has its limits: even without risk, all at once without impact or at a huge risk aversion', () => {
    expect(optimalSchedule({ ...paper, lambda: 0 })).toEqual([2e5, 2e5, 2e5, 2e5, 2e5])
    expect(optimalSchedule({ ...paper, impact: { coefficient: 0, exponent: 1 } })).toEqual([1e6, 0, 0, 0, 0])
    expect(optimalSchedule({ ...paper, lambda: 1e9 })[0]).toBeCloseTo(1e6, 3)
    expect(optimalSchedule({ ...paper, quantity: 0 })).toEqual([0, 0, 0, 0, 0])
    expect(optimalSchedule({ ...paper, slices: 1 })).toEqual([1e6])
    for (const lambda of [1e-30, 1e-12, 1, 1e12, 1e200])
      for (const n of optimalSchedule({ ...paper, lambda, slices: 50 })) expect(Number.isFinite(n)).toBe(true)
  })

  it('rounds to lots that sum to the quantity', () => {
    fc.assert(
      fc.property(quantity, lots, count, (size, lot, slices) => {
        const impact = { coefficient: 1, exponent: 0.5 }
        const plan = optimalSlices({ quantity: size, lot, slices, seconds: 10, impact, variance: 1, lambda: 0.1 })
        expect(sumOf(plan)).toBeCloseTo(size, 9)
        expectWholeLots(plan, lot)
      }),
    )
  })
})
