import fc from 'fast-check'
import type { ExecutionPlan, PlanMarket, PlanOptions } from '../../../src/core/execution/plan/plan'
import { planExecution } from '../../../src/core/execution/plan/plan-execution'
import { aCard } from './a-card'
import { aBook, aPool, venue } from './a-venue'

const market: PlanMarket = { mid: 100, volatility: 1e-4 }
const options: PlanOptions = { lot: 0.1, riskAversion: 1e-4, latencyMilliseconds: 100, maxSeconds: 0 }

const checkSums = (plan: ExecutionPlan, quantity: number): void => {
  const traded = plan.orders.reduce((sum, order) => sum + order.quantity, 0)
  expect(traded + plan.rest).toBeCloseTo(quantity, 7)
  for (const { cost } of [plan, ...plan.alternatives]) {
    const { total, ...parts } = cost
    expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBeCloseTo(total, 6)
    expect(Number.isFinite(total)).toBe(true)
  }
}

describe('an execution plan', () => {
  it('is one order where nothing else is to be had', () => {
    const plan = planExecution({ side: 'buy', quantity: 25.05 }, market, aCard(), options)
    expect(plan).toMatchObject({ kind: 'one-order', reasons: ['only-choice'], alternatives: [] })
    expect(plan.orders).toEqual([{ venue: undefined, afterSeconds: 0, quantity: 25 }])
    expect(plan.cost.risk).toBeCloseTo(0.5 * 1e-4 * (25 * 100 * 1e-4) ** 2 * 0.1, 15)
  })

  it('holds less than a lot', () => {
    const plan = planExecution({ side: 'sell', quantity: 0.05 }, market, aCard(), options)
    expect(plan).toMatchObject({
      kind: 'hold',
      orders: [],
      rest: 0.05,
      reasons: ['less-than-a-lot'],
      cost: { total: 0 },
    })
  })

  it('slices a large order at a low risk aversion, not at a high one, and not where impact never recovers', () => {
    const plan = (riskAversion: number, recovery = 0.2) => {
      const exact = { value: recovery, low: recovery, high: recovery }
      const card = aCard({ barImpact: { ...aCard().barImpact!, recovery: exact } })
      return planExecution({ side: 'buy', quantity: 500 }, market, card, { ...options, riskAversion, maxSeconds: 3600 })
    }
    expect(plan(0)).toMatchObject({ kind: 'slices', reasons: ['cheapest', 'impact-outweighs-risk'] })
    expect(plan(10)).toMatchObject({ kind: 'one-order', reasons: ['cheapest', 'risk-outweighs-impact'] })
    // Without recovery the impact is that of the whole, however it is sliced.
    const [first, ...rest] = [plan(0, 0), ...plan(0, 0).alternatives].map(({ cost }) => cost.impact)
    for (const impact of rest) expect(impact).toBeCloseTo(first, 9)
    expect(rest.length).toBeGreaterThan(5)
    expect(plan(1e-3, 0).kind).toBe('one-order')
  })

  it('splits over venues where that saves more than the gas, and names the reason', () => {
    const venues = (fixedCost: number) => [aBook(), aPool({ fee: 0, fixedCost })]
    const plan = (fixedCost: number) =>
      planExecution({ side: 'buy', quantity: 5 }, { ...market, venues: venues(fixedCost) }, aCard(), options)
    expect(plan(0.1)).toMatchObject({ kind: 'route', reasons: ['cheapest', 'split-outweighs-gas'] })
    expect(plan(30)).toMatchObject({ kind: 'one-order', reasons: ['cheapest', 'gas-outweighs-split'] })
    expect(plan(30).orders[0]).toMatchObject({ venue: 'book', limitPrice: 101 })
    expect(plan(30).cost).toMatchObject({ halfSpread: expect.closeTo(5, 9), impact: expect.closeTo(0, 9), gas: 0 })
  })

  it('names venues that are too thin', () => {
    const plan = planExecution({ side: 'buy', quantity: 50 }, { ...market, venues: [aBook()] }, aCard(), options)
    expect(plan.reasons).toContain('too-thin')
    expect(plan.rest).toBeCloseTo(35, 9)
  })

  it('adds up: orders and rest to the trade, parts of the cost to the total', () => {
    fc.assert(
      fc.property(
        fc.record({
          side: fc.constantFrom('buy' as const, 'sell' as const),
          quantity: fc.double({ min: 0, max: 40, noNaN: true }),
          own: fc.array(venue('x', true), { maxLength: 3 }),
          maxSeconds: fc.constantFrom(0, 600),
          riskAversion: fc.constantFrom(0, 1e-6, 1e-2),
          flow: fc.constantFrom<1 | 0 | -1>(1, 0, -1),
          cap: fc.option(fc.constantFrom(0.05, 0.5), { nil: undefined }),
        }),
        ({ side, quantity, own, maxSeconds, riskAversion, flow, cap }) => {
          const venues = own.map((at, i) => ({ ...at, name: `venue ${i}` }))
          const all = { ...options, maxSeconds, riskAversion, cap }
          const plan = planExecution({ side, quantity }, { ...market, flow, venues }, aCard(), all)
          checkSums(plan, quantity)
          for (const other of plan.alternatives) {
            const traded = other.orders.reduce((sum, order) => sum + order.quantity, 0)
            const best = plan.orders.reduce((sum, order) => sum + order.quantity, 0)
            expect(traded).toBeLessThanOrEqual(best + 1e-6)
            if (traded > best - 1e-9) expect(other.cost.total).toBeGreaterThanOrEqual(plan.cost.total - 1e-9)
          }
        },
      ),
      { numRuns: 150 },
    )
  })

  it('refuses a quantity or a mid that cannot be', () => {
    expect(() => planExecution({ side: 'buy', quantity: NaN }, market, aCard(), options)).toThrow('inputs ≥ 0')
    expect(() => planExecution({ side: 'buy', quantity: 1 }, { ...market, mid: 0 }, aCard(), options)).toThrow('a mid')
  })
})
