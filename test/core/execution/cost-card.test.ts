import fc from 'fast-check'
import { driftOver, halfSpreadOf, orderImpact, totalCost } from '../../../src/core/execution/cost-card'
import { aCard } from './a-card'

const depth = [
  { notional: 1e4, cost: { value: 1e-4, low: 1e-4, high: 1e-4 }, tooThin: 0 },
  { notional: 4e4, cost: { value: 3e-4, low: 3e-4, high: 3e-4 }, tooThin: 0 },
]

describe('the expected cost of an order', () => {
  it('is the sum of its parts', () => {
    expect(totalCost({ fee: 1.25, halfSpread: 0.25, impact: 5, drift: 0.025, gas: 2 })).toBeCloseTo(8.525, 12)
  })

  it('takes the spread that is given, else that of the hour, else the mean', () => {
    const half = (change: object): number => halfSpreadOf(aCard(), { price: 1, size: 1, ...change })
    expect(half({})).toBe(1e-4)
    expect(half({ hour: 3 })).toBe(3e-4)
    expect(half({ hour: 4 })).toBe(1e-4)
    expect(half({ hour: 3, relativeSpread: 4e-4 })).toBe(2e-4)
    expect(halfSpreadOf(aCard({ spread: undefined }), { price: 1, size: 1 })).toBe(0)
  })

  it('has an impact like the root of the participation where no book is recorded', () => {
    expect(orderImpact(aCard(), { price: 100, size: 25 })).toBeCloseTo(0.04 * Math.sqrt(25 / 10_000), 15)
    expect(orderImpact(aCard({ dailyVolume: undefined }), { price: 100, size: 25 })).toBe(0)
  })

  it('walks the recorded book where there is one, and goes on like the root beyond it', () => {
    const impact = (value: number): number => orderImpact(aCard({ depth }), { price: 100, size: value / 100 })
    expect(impact(1e4)).toBeCloseTo(1e-4, 15)
    expect(impact(2.25e4)).toBeCloseTo(2e-4, 15)
    expect(impact(4e4)).toBeCloseTo(3e-4, 15)
    expect(impact(16e4)).toBeCloseTo(6e-4, 15)
    expect(impact(0)).toBe(0)
  })

  it('interpolates drift between its points, extends it beyond them, and has none at once', () => {
    const { drift } = aCard()
    expect(driftOver(drift, 0)).toEqual({ withFlow: 0, sd: 0 })
    expect(driftOver(drift, 50).withFlow).toBeCloseTo(5e-6, 15)
    expect(driftOver(drift, 550).withFlow).toBeCloseTo(2e-5, 15)
    expect(driftOver(drift, 4000)).toEqual({ withFlow: 3e-5, sd: 1.2e-4 })
    expect(driftOver([], 10)).toEqual({ withFlow: 0, sd: 0 })
  })

  it('is finite and rises with size', () => {
    const size = fc.double({ min: 0, max: 1e6, noNaN: true })
    fc.assert(
      fc.property(size, size, fc.constantFrom(aCard(), aCard({ depth })), (a, b, card) => {
        const impact = (units: number): number => units * orderImpact(card, { price: 7, size: units })
        const [low, high] = [Math.min(a, b), Math.max(a, b)]
        expect(Number.isFinite(impact(high))).toBe(true)
        expect(impact(high)).toBeGreaterThanOrEqual(impact(low))
      }),
    )
  })
})
