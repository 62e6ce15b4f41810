import fc from 'fast-check'
import type { AllocationSnapshot } from '../../../../src/core/mandates/allocation/allocation-decision'
import type { AllocationPolicy } from '../../../../src/core/mandates/allocation/allocation-policy'
import { costOptimalHalfWidth, driftHalfWidths } from '../../../../src/core/mandates/allocation/drift-bands'
import { evaluateAllocation } from '../../../../src/core/mandates/allocation/evaluate-allocation'
import { between } from '../../../support/between'
import { aCovariance, aPolicy, aSnapshot } from './a-portfolio'

const bands: readonly AllocationPolicy['band'][] = [
  { kind: 'calendar', seconds: 86_400 },
  { kind: 'absolute', halfWidth: 0.04 },
  { kind: 'relative', share: 0.25 },
  { kind: 'volatility', deviations: 1, years: 1 / 52 },
  { kind: 'cost-optimal', riskAversion: 3 },
]
const anySnapshot = fc
  .integer({ min: 1, max: 6 })
  .chain((n) =>
    fc.record({
      prices: fc.array(between(0.01, 1e4), { minLength: n, maxLength: n }),
      shares: fc.array(between(0, 1), { minLength: n + 1, maxLength: n + 1 }),
      targets: fc.array(between(0, 1), { minLength: n + 1, maxLength: n + 1 }),
      proportional: fc.array(between(0, 0.02), { minLength: n, maxLength: n }),
      vols: fc.array(between(0, 2), { minLength: n, maxLength: n }),
      correlation: between(0, 1),
      ticket: fc.constantFrom(0, 0.5),
      flow: fc.constantFrom(0, 0, 150, -60),
      invested: fc.boolean(),
      band: fc.constantFrom(...bands),
      insideShare: fc.constantFrom(0, 0.5, 1),
      minTrade: fc.constantFrom(0, 10),
      cashHalfWidth: fc.constantFrom(0, 0.03),
      multipliers: fc.constant([0.5, 2]),
      p: between(0, 1),
    }),
  )
  .filter(({ shares, targets }) => shares.reduce((a, b) => a + b) > 0.1 && targets.reduce((a, b) => a + b) > 0.1)
  .map(({ prices, shares, targets, proportional, vols, correlation, ticket, flow, invested, p, ...policy }) => {
    const total = shares.reduce((a, b) => a + b)
    const used = invested ? targets.slice(1) : targets
    const sum = used.reduce((a, b) => a + b)
    const goal = sum > 0.01 ? used.map((t) => t / sum) : used.map(() => 1 / used.length)
    return aSnapshot({
      prices,
      units: prices.map((price, i) => (1000 * shares[i]) / total / price),
      cash: (1000 * shares[prices.length]) / total,
      flow,
      targets: goal.slice(0, prices.length),
      covariance: aCovariance(vols, correlation),
      costs: { proportional, ticket },
      posterior: [p, 1 - p],
      policy: aPolicy(policy),
    })
  })

const after = ({ prices, units }: AllocationSnapshot, decision: ReturnType<typeof evaluateAllocation>) => {
  const holdings = units.map((held, i) => (held + decision.trades[i]) * prices[i])
  const value = holdings.reduce((sum, held) => sum + held, decision.cash)
  return { value, weights: holdings.map((held) => held / value), cashWeight: decision.cash / value }
}

describe('target-weight rebalancing', () => {
  it('finances itself, sums to one, goes short of nothing, and charges the cost it reports', () => {
    fc.assert(
      fc.property(anySnapshot, (snapshot) => {
        const decision = evaluateAllocation(snapshot)
        const { value, weights, cashWeight } = after(snapshot, decision)
        expect(Math.abs(value + decision.cost - decision.value)).toBeLessThan(1e-9)
        expect(Math.abs(weights.reduce((a, b) => a + b, cashWeight) - 1)).toBeLessThan(1e-12)
        for (const weight of weights) expect(weight).toBeGreaterThanOrEqual(-1e-15)
        const { costs, prices } = snapshot
        const traded = decision.trades.filter((trade) => trade !== 0).length
        const charged = decision.trades.reduce(
          (sum, trade, i) => sum + costs.proportional[i] * Math.abs(trade) * prices[i],
          costs.ticket * traded,
        )
        expect(Math.abs(charged - decision.cost)).toBeLessThan(1e-9)
        expect(decision.kind).toBe(traded > 0 ? 'trade' : 'hold')
        for (let i = 0; i < prices.length; i++)
          if (decision.trades[i] !== 0)
            expect(Math.abs(decision.trades[i]) * prices[i]).toBeGreaterThanOrEqual(snapshot.policy.minTrade - 1e-9)
      }),
      { numRuns: 250 },
    )
  })

  it('ends inside the region, and then has nothing more to do', () => {
    fc.assert(
      fc.property(anySnapshot, (raw) => {
        const free = { proportional: raw.prices.map(() => 0), ticket: 0 }
        const snapshot = { ...raw, costs: free, policy: { ...raw.policy, minTrade: 0 } }
        const decision = evaluateAllocation(snapshot)
        const { weights } = after(snapshot, decision)
        weights.forEach((weight, i) => {
          expect(Math.abs(weight - snapshot.targets[i])).toBeLessThanOrEqual(decision.halfWidths[i] + 1e-9)
          if (decision.kind === 'trade' && snapshot.policy.insideShare === 1)
            expect(weight).toBeCloseTo(snapshot.targets[i], 9)
        })
        const units = snapshot.units.map((held, i) => held + decision.trades[i])
        const again = evaluateAllocation({ ...snapshot, units, cash: decision.cash, flow: 0 })
        expect(again.kind).toBe('hold')
      }),
      { numRuns: 150 },
    )
  })

  it('holds inside its bands and trades only what left them, and what that pays for', () => {
    const inside = evaluateAllocation(aSnapshot({ units: [4.3, 14, 38], cash: 100 }))
    expect(inside.reasons).toEqual(['inside-region'])
    const snapshot = aSnapshot({
      targets: [0.4, 0.3, 0.3],
      units: [5, 14, 44],
      cash: 0,
      costs: { proportional: [0, 0, 0], ticket: 0 },
    })
    const outside = evaluateAllocation(snapshot)
    const { weights } = after(snapshot, outside)
    expect(outside.weights.map((w) => w.toFixed(2))).toEqual(['0.50', '0.28', '0.22'])
    expect(weights[0]).toBeCloseTo(0.45, 12)
    expect(weights[1]).toBeGreaterThan(0.28)
    expect(weights[2]).toBeGreaterThanOrEqual(0.25 - 1e-12)
    const half = after(snapshot, evaluateAllocation({ ...snapshot, policy: aPolicy({ insideShare: 0.5 }) }))
    half.weights.forEach((weight, i) => expect(weight).toBeCloseTo((weights[i] + snapshot.targets[i]) / 2, 12))
  })

  it('uses money that comes to buy what is below its target, and raises what is paid out from what is above', () => {
    const balanced = aSnapshot({ units: [4.2, 14, 40], cash: 100 })
    const deposit = evaluateAllocation({ ...balanced, flow: 150 })
    expect(deposit.reasons).toContain('cash-flow')
    expect(deposit.trades[1]).toBeGreaterThan(0)
    expect(Math.min(...deposit.trades)).toBeGreaterThanOrEqual(0)
    const payment = evaluateAllocation({ ...balanced, flow: -150 })
    expect(payment.trades[0]).toBeLessThan(0)
    expect(Math.max(...payment.trades)).toBeLessThanOrEqual(0)
    expect(payment.cash).toBeGreaterThanOrEqual(0)
    const early = { evaluatedAt: 0, dueAt: 3600e6 }
    expect(evaluateAllocation({ ...balanced, flow: -150, last: early, time: 1 }).kind).toBe('trade')
    const kept = evaluateAllocation({ ...balanced, flow: 7, last: early, time: 1 })
    expect(kept.reasons).toEqual(['not-due'])
    expect(kept.cash).toBe(107)
  })

  it('leaves a trade that is not worth its ticket', () => {
    const small = aSnapshot({ units: [4.7, 14, 36], cash: 70, policy: aPolicy({ minTrade: 1000 }) })
    expect(evaluateAllocation(small).reasons).toEqual(['outside-region', 'not-worth-trading'])
    const dear = aSnapshot({ units: [9, 2, 1], cash: 0, costs: { proportional: [0, 0, 0], ticket: 1e6 } })
    expect(evaluateAllocation(dear).reasons).toContain('not-worth-trading')
  })

  it('scales its bands by the regime and waits the longer the wider they are', () => {
    const policy = aPolicy({ multipliers: [0.5, 2], diffusionShare: 0.5, maxInterval: 1e7 })
    const at = (posterior: readonly number[]) => evaluateAllocation(aSnapshot({ policy, posterior }))
    expect(at([1, 0]).halfWidths[0]).toBeCloseTo(0.025, 14)
    expect(at([0, 1]).halfWidths[0]).toBeCloseTo(0.1, 14)
    expect(at([]).halfWidths[0]).toBeCloseTo(0.0625, 14)
    expect(at([0, 1]).nextEvaluationSeconds / at([1, 0]).nextEvaluationSeconds).toBeCloseTo(16, 6)
  })

  it('keeps a calendar', () => {
    const policy = aPolicy({ band: { kind: 'calendar', seconds: 3600 } })
    const first = evaluateAllocation(aSnapshot({ policy }))
    expect(first.reasons).toEqual(['scheduled'])
    expect(first.next.dueAt).toBe(3600e6)
    expect(evaluateAllocation(aSnapshot({ policy, time: 3599e6, last: first.next })).reasons).toEqual(['not-due'])
    expect(evaluateAllocation(aSnapshot({ policy, time: 3600e6, last: first.next })).kind).toBe('trade')
  })

  it('refuses what cannot be evaluated', () => {
    expect(() => evaluateAllocation(aSnapshot({ prices: [1, NaN, 1] }))).toThrow('prices > 0')
    expect(() => evaluateAllocation(aSnapshot({ targets: [1, 0] }))).toThrow('one length')
    expect(() => evaluateAllocation(aSnapshot({ units: [-1, 1, 1] }))).toThrow('no negative')
    expect(() => evaluateAllocation(aSnapshot({ cash: -1e6 }))).toThrow('value > 0')
    expect(() => evaluateAllocation(aSnapshot({ policy: aPolicy({ floor: 2 }) }))).toThrow('floor ≤ ceiling')
  })
})

describe('the widths of the bands', () => {
  const widths = (band: AllocationPolicy['band'], costs: readonly number[], vols = [0.5, 0.5]) =>
    driftHalfWidths(aPolicy({ band }), [0.5, 0.3], costs, { covariance: aCovariance(vols, 0), factor: 1 })

  it('go with the cube root of the cost at the published constant, and vanish at weights of 0 and 1', () => {
    // Janeček & Shreve: θ = 0.5, p = 1, λ = 1 %: (1.5 · 0.0625 · 0.01)^{1/3}.
    expect(costOptimalHalfWidth(0.01, 0.5, 1)).toBeCloseTo(0.09787, 5)
    expect(costOptimalHalfWidth(0.08, 0.5, 1) / costOptimalHalfWidth(0.01, 0.5, 1)).toBeCloseTo(2, 12)
    expect(costOptimalHalfWidth(0.01, 0, 1)).toBe(0)
    expect(costOptimalHalfWidth(0.01, 1, 1)).toBe(0)
    const pair = widths({ kind: 'cost-optimal', riskAversion: 2 }, [0.001, 0.001])
    expect(pair[0]).toBeCloseTo(costOptimalHalfWidth(0.0016, 0.5, 2), 12)
  })

  it('follow volatility and target where asked', () => {
    expect(widths({ kind: 'relative', share: 0.2 }, [0, 0])).toEqual([0.1, 0.06])
    const band = { kind: 'volatility', deviations: 2, years: 0.25 } as const
    const [a, b] = widths(band, [0, 0])
    expect(a).toBeCloseTo(2 * 0.5 * Math.sqrt(0.25 * 0.25 + 0.09 * 0.25) * 0.5, 12)
    expect(widths(band, [0, 0], [1, 1])[0]).toBeCloseTo(2 * a, 12)
    expect(b).toBeGreaterThan(0)
    expect(widths(band, [0, 0], [0, 0])).toEqual([0, 0])
  })
})

test('cash that rounding leaves below nothing forces no early evaluation', () => {
  const last = { evaluatedAt: 0, dueAt: 1e12 }
  const decide = (cash: number) => evaluateAllocation(aSnapshot({ cash, units: [3, 15, 100], last, time: 1 }))
  expect(decide(-1e-11).reasons).toEqual(['not-due'])
  expect(decide(-1).kind).toBe('trade')
})
