import fc from 'fast-check'
import { gasCost } from '../../../src/core/execution/gas'
import { costParts, driftOver, oneWayCost, orderImpact, totalCost } from '../../../src/core/execution/one-way-cost'
import { aCard } from './a-card'

const depth = [
  { notional: 1e4, cost: { value: 1e-4, low: 1e-4, high: 1e-4 }, tooThin: 0 },
  { notional: 4e4, cost: { value: 3e-4, low: 3e-4, high: 3e-4 }, tooThin: 0 },
]

describe('the expected cost of an order', () => {
  it('has every part by name', () => {
    const parts = costParts(aCard(), { price: 100, size: 25, latencyMilliseconds: 100, flow: 1 })
    expect(parts.fee).toBeCloseTo(1.25, 12)
    expect(parts.halfSpread).toBeCloseTo(0.25, 12)
    expect(parts.impact).toBeCloseTo(2500 * 0.04 * Math.sqrt(25 / 10_000), 12)
    expect(parts.drift).toBeCloseTo(0.025, 12)
    expect(parts.gas).toBe(2)
    expect(totalCost(parts)).toBeCloseTo(1.25 + 0.25 + 5 + 0.025 + 2, 12)
  })

  it('takes the spread that is seen, else that of the hour, else the mean', () => {
    const half = (change: object): number => costParts(aCard(), { price: 1, size: 1, ...change }).halfSpread
    expect(half({})).toBe(1e-4)
    expect(half({ hour: 3 })).toBe(3e-4)
    expect(half({ hour: 4 })).toBe(1e-4)
    expect(half({ hour: 3, relativeSpread: 4e-4 })).toBe(2e-4)
    expect(costParts(aCard({ spread: undefined }), { price: 1, size: 1 }).halfSpread).toBe(0)
  })

  it('walks the recorded book where there is one, and goes on like the root beyond it', () => {
    const impact = (value: number): number => orderImpact(aCard({ depth }), { price: 100, size: value / 100 })
    expect(impact(1e4)).toBeCloseTo(1e-4, 15)
    expect(impact(2.25e4)).toBeCloseTo(2e-4, 15)
    expect(impact(4e4)).toBeCloseTo(3e-4, 15)
    expect(impact(16e4)).toBeCloseTo(6e-4, 15)
    expect(impact(0)).toBe(0)
  })

  it('knows drift between and beyond its points, none at once', () => {
    const { drift } = aCard()
    expect(driftOver(drift, 0)).toEqual({ withFlow: 0, sd: 0 })
    expect(driftOver(drift, 50).withFlow).toBeCloseTo(5e-6, 15)
    expect(driftOver(drift, 550).withFlow).toBeCloseTo(2e-5, 15)
    expect(driftOver(drift, 4000)).toEqual({ withFlow: 3e-5, sd: 1.2e-4 })
    expect(driftOver([], 10)).toEqual({ withFlow: 0, sd: 0 })
  })

  it('feeds a snapshot: a share at least 0 and a fixed cost', () => {
    const { proportional, fixed } = oneWayCost(aCard(), { price: 100, size: 25 })
    expect(proportional).toBeCloseTo(5e-4 + 1e-4 + 0.002, 15)
    expect(fixed).toBe(2)
    expect(oneWayCost(aCard({ fee: -1, gas: 0 }), { price: 100, size: 1 })).toEqual({ proportional: 0, fixed: 0 })
    expect(oneWayCost(aCard(), { price: 100, size: 0 }).proportional).toBeCloseTo(6e-4, 15)
  })

  it('is finite, rises with size and scales with price', () => {
    const size = fc.double({ min: 0, max: 1e6, noNaN: true })
    fc.assert(
      fc.property(size, size, fc.constantFrom(aCard(), aCard({ depth })), (a, b, card) => {
        const cost = (units: number): number => totalCost(costParts(card, { price: 7, size: units }))
        const [low, high] = [Math.min(a, b), Math.max(a, b)]
        expect(Number.isFinite(cost(high))).toBe(true)
        expect(cost(high)).toBeGreaterThanOrEqual(cost(low))
      }),
    )
    expect(totalCost(costParts(aCard(), { price: 100, size: 0 }))).toBe(0)
    expect(() => costParts(aCard(), { price: NaN, size: 1 })).toThrow('price > 0')
  })

  it('counts gas by its units, price and coin', () => {
    expect(gasCost({ units: 130_000, price: 2e-8, nativePrice: 2500 })).toBeCloseTo(6.5, 12)
    expect(() => gasCost({ units: -1, price: 1, nativePrice: 1 })).toThrow('gas of -1')
  })
})
