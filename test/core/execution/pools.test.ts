import fc from 'fast-check'
import { concentratedSupply, rootAtTick } from '../../../src/core/execution/routing/concentrated'
import { capacity, marginalPrice, sideSign, supplyCost } from '../../../src/core/execution/routing/segment'
import { supplyOf, type LiquidityVenue } from '../../../src/core/execution/routing/venue'
import type { Side } from '../../../src/core/market/event'
import { aConcentratedPool, aPool, concentratedPools, trade } from './a-venue'

const sides = fc.constantFrom<Side>('buy', 'sell')
const terms = { name: 'pool', fixedCost: 0, lot: 0, minSize: 0 }
const constantProducts: fc.Arbitrary<LiquidityVenue> = fc
  .tuple(
    fc.double({ min: 1, max: 1e6, noNaN: true }),
    fc.double({ min: 1, max: 1e6, noNaN: true }),
    fc.constantFrom(0, 0.003, 0.01),
  )
  .map(([baseReserve, quoteReserve, fee]) => ({ ...terms, kind: 'constant-product', baseReserve, quoteReserve, fee }))
const pools = fc.oneof(
  constantProducts,
  concentratedPools.map((pool): LiquidityVenue => ({ ...terms, ...pool })),
)
const share = fc.double({ min: 1e-6, max: 0.9, noNaN: true })

const costOf = (pool: LiquidityVenue, side: Side, size: number): number =>
  supplyCost(supplyOf(pool, side), size, sideSign(side))

describe('a constant-product pool', () => {
  it('gives the known answer: 10 of 100 for 1,000, fee 0.3 %', () => {
    const pool = aPool({ baseReserve: 100, quoteReserve: 1000, fee: 0.003 })
    expect(costOf(pool, 'buy', 10)).toBeCloseTo(1000 / 9 / 0.997, 9)
    expect(costOf(pool, 'sell', 10)).toBeCloseTo((-1000 * 9.97) / 109.97, 9)
  })

  it('does not sell its last unit', () => {
    expect(capacity(supplyOf(aPool({ baseReserve: 100, quoteReserve: 1000 }), 'buy'))).toBeCloseTo(99.9, 9)
  })
})

describe('a concentrated-liquidity pool', () => {
  it('sells what lies between two ticks for what the ticks say', () => {
    const supply = concentratedSupply(aConcentratedPool({ fee: 0 }), 'buy')
    const first = 900 * (1 / 10 - 1 / 10.1)
    expect(supplyCost(supply, first, 1)).toBeCloseTo(900 * 0.1, 9)
    expect(marginalPrice(supply, first, 1)).toBeCloseTo(10.1 ** 2, 9)
    const all = capacity(supply)
    expect(all).toBeCloseTo(first + 400 * (1 / 10.1 - 1 / 11), 9)
    expect(supplyCost(supply, all, 1)).toBeCloseTo(90 + 400 * 0.9, 9)
  })

  it('prices tick 100 at 1.0001^100', () => {
    expect(rootAtTick(100) ** 2).toBeCloseTo(1.0001 ** 100, 12)
    expect(rootAtTick(-200_000, 1e12) ** 2).toBeCloseTo(1e12 * 1.0001 ** -200_000, 4)
  })

  it('refuses ticks that take away more than there is', () => {
    const pool = aConcentratedPool({ ticks: [{ root: 10.5, net: -1000 }] })
    expect(() => concentratedSupply(pool, 'buy')).toThrow('more liquidity than the pool has')
    expect(() => concentratedSupply(aConcentratedPool({ root: NaN }), 'buy')).toThrow('a price > 0')
  })
})

describe('a pool of either kind', () => {
  it('costs what its formula gives', () => {
    fc.assert(
      fc.property(pools, sides, share, (pool, side, part) => {
        const size = part * capacity(supplyOf(pool, side))
        const { base, cost } = trade(pool, side, size)
        expect(base / Math.max(size, 1e-9)).toBeCloseTo(size < 1e-9 ? 0 : 1, 6)
        expect(Math.abs(costOf(pool, side, size) - cost)).toBeLessThanOrEqual(1e-7 * (1 + Math.abs(cost)))
      }),
    )
  })

  it('never buys back for more than it sold for', () => {
    fc.assert(
      fc.property(pools, share, (pool, part) => {
        const [asked, bid] = [supplyOf(pool, 'buy'), supplyOf(pool, 'sell')]
        const size = part * Math.min(capacity(asked), capacity(bid))
        expect(-supplyCost(bid, size, -1)).toBeLessThanOrEqual(supplyCost(asked, size, 1) * (1 + 1e-9) + 1e-9)
      }),
    )
  })

  it('gives more for more, at a price that only gets worse', () => {
    fc.assert(
      fc.property(pools, sides, share, (pool, side, part) => {
        const step = (part * capacity(supplyOf(pool, side))) / 4
        fc.pre(step > 1e-6)
        const costs = [0, 1, 2, 3, 4].map((k) => costOf(pool, side, k * step))
        for (let k = 1; k < 4; k++) {
          const [last, next] = [costs[k] - costs[k - 1], costs[k + 1] - costs[k]]
          expect(Math.sign(last)).toBe(sideSign(side))
          expect(next - last).toBeGreaterThanOrEqual(-1e-9 * Math.abs(costs[4]))
        }
      }),
    )
  })
})
