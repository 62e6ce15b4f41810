import fc from 'fast-check'
import { decide } from '../../../src/core/decision/decide'
import type { DecisionInputs } from '../../../src/core/decision/decision-inputs'
import type { SlicedExecution } from '../../../src/core/execution/execution-settings'
import { between } from '../../support/between'
import '../../support/property-seed'
import { solverForTests } from '../hedging/greeks/solver'
import { someInputs } from './a-decision'

const solve = solverForTests()

const sized = (quantity: number, leastNotional: number, change: Partial<DecisionInputs> = {}) => {
  const legs = [{ type: 'call' as const, strike: 1, expiry: Number.MAX_SAFE_INTEGER, quantity }]
  const inputs = someInputs({ legs, strategy: { kind: 'fixed-band', halfWidth: 0 } }, change)
  const tradables = inputs.tradables.map((own) => ({
    ...own,
    terms: { lot: 0.0001, minLots: 1, tick: 0.5, leastNotional },
  }))
  return decide({ ...inputs, tradables, ...change }, solve)
}

describe('the orders of a decision', () => {
  it('are none where the hedge is worth less than the least order, which is said', () => {
    const made = sized(-0.0018, 100)
    expect(made.kind).toBe('hold')
    expect(made.orders).toEqual([])
    expect(made.reasons).toContain('less-than-a-lot')
    expect(sized(-0.0022, 100).orders).toMatchObject([{ side: 'buy', lots: 22 }])
  })

  it('are valued at their limit, which is below the mid for a sale', () => {
    // 20 lots are worth 100 at the mid of 50,000 and less at the limit of a sale.
    expect(sized(-0.002, 100).orders).toMatchObject([{ side: 'buy', lots: 20 }])
    expect(sized(0.002, 100).reasons).toContain('less-than-a-lot')
  })

  it('never carry a slice below the least order: what is owed waits for the next', () => {
    const settings: SlicedExecution = { kind: 'slices', slices: 4, spacing: 120 }
    const execution = { settings, underway: [], markets: [] }
    const first = sized(-0.004, 100, { execution })
    expect(first.orders).toEqual([])
    expect(first.kind).toBe('wait')
    expect(first.underway).toMatchObject([{ name: 'underlying', owed: 10 }])
  })

  it('are worth the least order and no more than the largest, or none, whatever is wanted', () => {
    fc.assert(
      fc.property(between(-0.05, 0.05), between(0, 500), (quantity, leastNotional) => {
        fc.pre(quantity !== 0)
        for (const { lots, lot, limitPrice, price } of sized(quantity, leastNotional).orders)
          expect(lots * lot * Math.min(price, limitPrice)).toBeGreaterThanOrEqual(leastNotional * (1 - 1e-6))
      }),
    )
  })
})
