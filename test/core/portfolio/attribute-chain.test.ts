import fc from 'fast-check'
import {
  addChainParts,
  attributeChain,
  attributeOption,
  explainedParts,
  hedgeGreeks,
  hedgePayoff,
  inDollars,
  noChainParts,
  settledPrice,
} from '../../../src/core/portfolio/attribute-chain'
import { black76Price } from '../../../src/core/pricing/price'
import type { OptionValue } from '../../../src/core/surface/mark-option'

const settlements = ['inverse', 'linear'] as const
type Settlement = (typeof settlements)[number]
type Option = { readonly type: 'call' | 'put'; readonly strike: number }

const valueOf = (settlement: Settlement, { type, strike }: Option, forward: number, years: number, vol: number) => {
  const price = black76Price({ type, strike, forward, years, vol }) / (settlement === 'inverse' ? forward : 1)
  return { source: 'quote', price, forward, years, vol, atMoney: vol - 0.02 } satisfies OptionValue
}

const option = fc.record({
  type: fc.constantFrom('call', 'put'),
  strike: fc.double({ min: 70, max: 140, noNaN: true }),
})
const forwards = fc.double({ min: 80, max: 125, noNaN: true })
const vols = fc.double({ min: 0.2, max: 1.5, noNaN: true })

describe.each(settlements)('Greeks of an %s option by what hedges it', (settlement) => {
  test('are the derivatives of its price', () => {
    const call = { type: 'call', strike: 105 } as const
    const at = (u: number, vol = 0.7, years = 0.25): number => {
      const forward = settlement === 'inverse' ? 100 / (1 - u) : 100 + u
      return valueOf(settlement, call, forward, years, vol).price
    }
    const h = settlement === 'inverse' ? 1e-4 : 1e-2
    const found = hedgeGreeks(settlement, { ...call, forward: 100, years: 0.25, vol: 0.7 })
    expect(found.price).toBeCloseTo(at(0), 12)
    expect(found.delta).toBeCloseTo((at(h) - at(-h)) / (2 * h), 6)
    expect(found.gamma).toBeCloseTo((at(h) - 2 * at(0) + at(-h)) / (h * h), 4)
    const e = 1e-4
    expect(found.vega / ((at(0, 0.7 + e) - at(0, 0.7 - e)) / (2 * e))).toBeCloseTo(1, 6)
    expect(found.theta / ((at(0, 0.7, 0.25 - e) - at(0, 0.7, 0.25 + e)) / (2 * e))).toBeCloseTo(1, 6)
    expect(found.volga / ((at(0, 0.7 + e) - 2 * at(0) + at(0, 0.7 - e)) / (e * e))).toBeCloseTo(1, 2)
    const slope = (vol: number): number => (at(h, vol) - at(-h, vol)) / (2 * h)
    expect(found.vanna / ((slope(0.7 + e) - slope(0.7 - e)) / (2 * e))).toBeCloseTo(1, 4)
  })

  test('account for every change in value to the last digit, through expiry too', () => {
    fc.assert(
      fc.property(option, forwards, forwards, vols, vols, (one, from, to, vol, later) => {
        const start = valueOf(settlement, one, from, 0.1, vol)
        const paid = { source: 'settled', price: settledPrice(settlement, one, to), settlement: to } as const
        for (const end of [valueOf(settlement, one, to, 0.09, later), paid]) {
          const parts = attributeOption(settlement, { ...one, start, end })
          expect(explainedParts(parts) + parts.other).toBeCloseTo(end.price - start.price, 10)
          expect(parts.total).toBe(end.price - start.price)
        }
      }),
      { numRuns: 50 },
    )
  })

  test('explain small moves but for terms of third order', () => {
    const put = { type: 'put', strike: 95 } as const
    const leftBy = (size: number): number => {
      const start = valueOf(settlement, put, 100, 0.25, 0.6)
      const end = valueOf(settlement, put, 100 * (1 + size), 0.25 - size * size, 0.6 + size)
      return Math.abs(attributeOption(settlement, { ...put, start, end }).other)
    }
    expect(leftBy(0.01)).toBeLessThan(leftBy(0.02) / 6)
  })
})

test('vega stands in the bucket of the tenor, what the smile moved beyond it in skew', () => {
  const call = { type: 'call', strike: 100 } as const
  const start = { ...valueOf('inverse', call, 100, 20 / 365, 0.6), atMoney: 0.55 }
  const end = { ...valueOf('inverse', call, 100, 20 / 365, 0.65), atMoney: 0.57 }
  const { vega, skew, delta } = attributeOption('inverse', { ...call, start, end })
  const unit = hedgeGreeks('inverse', { ...call, ...start }).vega
  expect(delta).toBe(0)
  expect(vega[1]).toBeCloseTo(0.02 * unit, 12)
  expect(vega.filter((_, i) => i !== 1)).toEqual([0, 0, 0])
  expect(skew).toBeCloseTo(0.03 * unit, 12)
})

describe('a hedged book', () => {
  test('short a put that expires in the money, hedged with 30 dollars of perpetual, known by hand', () => {
    // Sold for .1 coin at 100, settles at 80: pays (100 − 80) / 80 = .25 coin. 30 dollars short make 30 (1/80 − 1/100).
    const put = { type: 'put', strike: 100 } as const
    const start = { source: 'quote', price: 0.1, forward: 100, years: 0.01, vol: 0.8, atMoney: 0.8 } as const
    const end = { source: 'settled', price: settledPrice('inverse', put, 80), settlement: 80 } as const
    const options = addChainParts(noChainParts, attributeOption('inverse', { ...put, start, end }), -1)
    const hedge = -0.3 * hedgePayoff('inverse', 100, 80)
    expect(hedge).toBeCloseTo(0.075, 12)
    const made = attributeChain(options, { hedge, funding: 0.001, cost: -0.002 })
    expect(made.total).toBeCloseTo(-0.15 + 0.075 + 0.001 - 0.002, 12)
    const dollars = inDollars(made, { opening: 2, start: 100, end: 80 })
    expect(dollars.coin).toBe(-40)
    expect(dollars.total).toBeCloseTo((2 + made.total) * 80 - 2 * 100, 10)
    const { hedge: gained, funding, cost, coin, other } = dollars
    expect(explainedParts(dollars) + other + gained + funding + cost + coin).toBeCloseTo(dollars.total, 10)
  })
})
