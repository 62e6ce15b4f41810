import fc from 'fast-check'
import { attributionParts } from '../../../../src/core/hedging/book-run/run-book'
import { attributeStep, type Attribution } from '../../../../src/core/portfolio/ledger/attribution'
import { sumGreekParts, type OptionStep } from '../../../../src/core/portfolio/ledger/option-step'
import { bsmGreeks } from '../../../../src/core/pricing/greeks'
import { bsmPrice } from '../../../../src/core/pricing/price'

const sumOf = (a: Attribution): number => sumGreekParts(a) + a.hedge + a.cost + a.funding

const aStep = (change: Partial<OptionStep> = {}): OptionStep => ({
  type: 'call',
  strike: 100,
  quantity: 1,
  start: { years: 0.1, vol: 0.6 },
  end: { years: 0.1 - 1 / 365, vol: 0.6 },
  ...change,
})

const attribute = (leg: OptionStep, spotStart: number, spotEnd: number, method?: 'taylor' | 'repricing') =>
  attributeStep({ spotStart, spotEnd, legs: [leg], hedge: 0 }, method)

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true })

const legs = fc.array(
  fc
    .record({
      type: fc.constantFrom('call' as const, 'put' as const),
      strike: number(20, 500),
      quantity: number(-50, 50),
      years: fc.oneof(number(0, 2), number(0, 1e-6)),
      gone: fc.oneof(number(0, 1), fc.constant(1), fc.constant(0)),
      vol: fc.oneof(number(0, 3), fc.constant(0)),
      endVol: fc.oneof(number(0, 3), fc.constant(0)),
      settlement: fc.option(number(20, 500), { nil: undefined }),
    })
    .map(({ years, gone, vol, endVol, ...rest }): OptionStep => ({
      ...rest,
      start: { years, vol },
      end: { years: years * (1 - gone), vol: endVol },
    })),
  { maxLength: 6 },
)

const steps = fc.record({
  spotStart: number(20, 500),
  spotEnd: number(20, 500),
  rate: number(-0.1, 0.2),
  dividend: number(-0.1, 0.2),
  legs,
  hedgeLegs: legs,
  hedge: number(-100, 100),
  cost: number(0, 10),
  funding: number(-10, 10),
})

describe('the attribution of a step', () => {
  it.each(['repricing', 'taylor'] as const)('sums to the change in value of the whole book under %s', (method) => {
    fc.assert(
      fc.property(steps, (step) => {
        const attribution = attributeStep(step, method)
        const { rate, dividend } = step
        let size = 1 + Math.abs(step.hedge) * step.spotStart
        let gained = step.hedge * (step.spotEnd - step.spotStart) - step.cost + step.funding
        for (const { type, strike, quantity, start, end, settlement } of [...step.legs, ...step.hedgeLegs]) {
          if (start.years === 0) continue
          const finalSpot = end.years === 0 ? (settlement ?? step.spotEnd) : step.spotEnd
          const option = { type, strike, rate, dividend }
          const after = bsmPrice({ ...option, spot: finalSpot, ...end })
          gained += quantity * (after - bsmPrice({ ...option, spot: step.spotStart, ...start }))
          size += Math.abs(quantity) * (strike + step.spotStart)
        }
        expect(Math.abs(attribution.total - gained)).toBeLessThan(1e-12 * size)
        // A second-order split of an option about to expire at the money has parts far larger than the book, and rounds
        // as they do.
        const largest = Math.max(...attributionParts.map((part) => Math.abs(attribution[part])))
        const rounding = 1e-12 * (method === 'taylor' ? size + largest : size)
        expect(Math.abs(sumOf(attribution) - attribution.total)).toBeLessThan(rounding)
        if (method === 'repricing') expect(Math.abs(attribution.residual)).toBeLessThan(1e-12 * size)
        for (const value of [...Object.values(attribution), ...Object.values(attribution.hedgeParts)])
          if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  it('gives a long option gamma ≥ 0 and theta ≤ 0 at rate 0', () => {
    fc.assert(
      fc.property(
        fc.record({
          s: number(50, 200),
          e: number(50, 200),
          vol: number(0.05, 2),
          y: number(1e-4, 1),
          g: number(0, 1),
        }),
        ({ s, e, vol, y, g }) => {
          const leg = aStep({ start: { years: y, vol }, end: { years: y * (1 - g), vol } })
          const { gamma, theta } = attribute(leg, s, e)
          expect(gamma).toBeGreaterThan(-1e-11)
          expect(theta).toBeLessThan(1e-11)
        },
      ),
    )
  })

  it('is the Greeks times the moves as the moves shrink, the residual of third order', () => {
    const residuals = [1, 0.5].map((share) => {
      const days = (share * share) / 365
      const leg = aStep({ start: { years: 0.1, vol: 0.6 }, end: { years: 0.1 - days, vol: 0.6 + 0.02 * share } })
      const greeks = bsmGreeks({ type: 'call', spot: 103, strike: 100, years: 0.1, vol: 0.6 })
      const move = 2 * share
      const repriced = attribute(leg, 103, 103 + move)
      const taylor = attribute(leg, 103, 103 + move, 'taylor')
      expect(taylor.gamma).toBeCloseTo(0.5 * greeks.gamma * move ** 2, 12)
      expect(taylor.theta).toBeCloseTo(greeks.theta * days, 12)
      for (const part of ['delta', 'vega'] as const) expect(repriced[part]).toBeCloseTo(taylor[part], 12)
      expect(Math.abs(repriced.gamma / taylor.gamma - 1)).toBeLessThan(0.06 * share)
      expect(Math.abs(repriced.theta / taylor.theta - 1)).toBeLessThan(0.06 * share)
      return Math.abs(taylor.residual)
    })
    expect(residuals[0]).toBeLessThan(0.02)
    expect(residuals[0] / residuals[1]).toBeGreaterThan(6)
  })

  it('turns an option that expires within the step into its payoff at the settlement price', () => {
    const leg = aStep({ end: { years: 0, vol: 0 }, settlement: 107, quantity: -3 })
    const result = attribute(leg, 100, 150)
    const before = bsmPrice({ type: 'call', spot: 100, strike: 100, years: 0.1, vol: 0.6 })
    expect(result.total).toBeCloseTo(-3 * (7 - before), 12)
    expect([result.vega, result.vanna, result.volga].map(Math.abs)).toEqual([0, 0, 0])
    expect(attribute(aStep({ start: { years: 0, vol: 0.6 }, end: { years: 0, vol: 0.6 } }), 100, 150).total).toBe(0)
  })

  it('refuses time that runs back', () => {
    expect(() => attribute(aStep({ end: { years: 0.2, vol: 0.6 } }), 100, 100)).toThrow('does not grow')
  })
})
