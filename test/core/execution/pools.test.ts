import fc from 'fast-check'
import { rootAtTick, swapConcentrated } from '../../../src/core/execution/pools/concentrated'
import { swapConstantProduct, type ConstantProductPool } from '../../../src/core/execution/pools/constant-product'
import { aConcentratedPool, concentratedPools } from './a-venue'

const constantProducts: fc.Arbitrary<ConstantProductPool> = fc
  .tuple(
    fc.double({ min: 1, max: 1e6, noNaN: true }),
    fc.double({ min: 1, max: 1e6, noNaN: true }),
    fc.constantFrom(0, 0.003, 0.01),
  )
  .map(([baseReserve, quoteReserve, fee]) => ({ kind: 'constant-product', baseReserve, quoteReserve, fee }))
const share = fc.double({ min: 1e-6, max: 0.9, noNaN: true })
const size = fc.double({ min: 1e-3, max: 40, noNaN: true })

describe('a constant-product pool', () => {
  it('gives the known answer: 10 of 100 for 1,000, fee 0.3 %', () => {
    const pool = { kind: 'constant-product', baseReserve: 100, quoteReserve: 1000, fee: 0.003 } as const
    const bought = swapConstantProduct(pool, 'buy', 10)
    expect(bought.quote).toBeCloseTo(1000 / 9 / 0.997, 9)
    const sold = swapConstantProduct(pool, 'sell', 10)
    expect(sold.quote).toBeCloseTo((1000 * 9.97) / 109.97, 9)
  })

  it('keeps x y without a fee and raises it with one', () => {
    fc.assert(
      fc.property(constantProducts, share, fc.constantFrom('buy' as const, 'sell' as const), (pool, part, side) => {
        const { pool: after } = swapConstantProduct(pool, side, part * pool.baseReserve)
        const k = pool.baseReserve * pool.quoteReserve
        const ratio = (after.baseReserve * after.quoteReserve) / k
        if (pool.fee === 0) expect(ratio).toBeCloseTo(1, 9)
        else expect(ratio).toBeGreaterThan(1)
      }),
    )
  })

  it('never pays for going there and back, and one swap is not cheaper than two', () => {
    fc.assert(
      fc.property(constantProducts, share, share, (pool, part, cut) => {
        const amount = part * pool.baseReserve
        const there = swapConstantProduct(pool, 'buy', amount)
        const back = swapConstantProduct(there.pool, 'sell', amount)
        expect(back.quote).toBeLessThanOrEqual(there.quote * (1 + 1e-9))
        const first = swapConstantProduct(pool, 'buy', cut * amount)
        const second = swapConstantProduct(first.pool, 'buy', amount - cut * amount)
        const two = first.quote + second.quote
        if (pool.fee === 0) expect(two / there.quote).toBeCloseTo(1, 7)
        else expect(two).toBeGreaterThanOrEqual(there.quote * (1 - 1e-9))
      }),
    )
  })

  it('does not sell its last unit', () => {
    const pool = { kind: 'constant-product', baseReserve: 100, quoteReserve: 1000, fee: 0 } as const
    expect(swapConstantProduct(pool, 'buy', 200).unfilled).toBeCloseTo(100, 3)
  })
})

describe('a concentrated-liquidity pool', () => {
  it('sells what lies between two ticks for what the ticks say', () => {
    const pool = aConcentratedPool({ fee: 0 })
    const first = 900 * (1 / 10 - 1 / 10.1)
    const swap = swapConcentrated(pool, 'buy', first)
    expect(swap.quote).toBeCloseTo(900 * 0.1, 9)
    expect(swap.pool.root).toBeCloseTo(10.1, 12)
    const all = swapConcentrated(pool, 'buy', 1e6)
    expect(all.base).toBeCloseTo(first + 400 * (1 / 10.1 - 1 / 11), 9)
    expect(all.quote).toBeCloseTo(90 + 400 * 0.9, 9)
    expect(all.unfilled).toBeCloseTo(1e6 - all.base, 6)
  })

  it('prices tick 100 at 1.0001^100', () => {
    expect(rootAtTick(100) ** 2).toBeCloseTo(1.0001 ** 100, 12)
    expect(rootAtTick(-200_000, 1e12) ** 2).toBeCloseTo(1e12 * 1.0001 ** -200_000, 4)
  })

  it('gives the same in one swap as in two', () => {
    fc.assert(
      fc.property(
        concentratedPools,
        size,
        share,
        fc.constantFrom('buy' as const, 'sell' as const),
        (pool, amount, cut, side) => {
          const whole = swapConcentrated(pool, side, amount)
          const first = swapConcentrated(pool, side, cut * amount)
          const second = swapConcentrated(first.pool, side, amount - cut * amount)
          expect(first.base + second.base).toBeCloseTo(whole.base, 7)
          expect(first.quote + second.quote).toBeCloseTo(whole.quote, 5)
        },
      ),
    )
  })

  it('never pays for going there and back; without a fee it gives back what it took', () => {
    fc.assert(
      fc.property(concentratedPools, size, fc.boolean(), (pool, amount, buysFirst) => {
        const there = swapConcentrated(pool, buysFirst ? 'buy' : 'sell', amount)
        const back = swapConcentrated(there.pool, buysFirst ? 'sell' : 'buy', there.base)
        const gain = buysFirst ? back.quote - there.quote : there.quote - back.quote
        if (back.unfilled < 1e-9) expect(gain).toBeLessThanOrEqual(1e-6)
        if (pool.fee === 0 && back.unfilled < 1e-9) expect(gain).toBeCloseTo(0, 5)
      }),
    )
  })

  it('gives more for more, at a price that only gets worse', () => {
    fc.assert(
      fc.property(concentratedPools, size, fc.constantFrom('buy' as const, 'sell' as const), (pool, step, side) => {
        const quotes = [0, 1, 2, 3, 4].map((k) => swapConcentrated(pool, side, (k * step) / 4))
        fc.pre(quotes[4].unfilled === 0)
        for (let k = 1; k < 4; k++) {
          const [before, here, after] = [quotes[k - 1].quote, quotes[k].quote, quotes[k + 1].quote]
          expect(here).toBeGreaterThan(before)
          const worse = side === 'buy' ? after - here - (here - before) : here - before - (after - here)
          expect(worse).toBeGreaterThanOrEqual(-1e-7)
        }
      }),
    )
  })

  it('refuses ticks that take away more than there is', () => {
    const pool = aConcentratedPool({ ticks: [{ root: 10.5, net: -1000 }] })
    expect(() => swapConcentrated(pool, 'buy', 1)).toThrow('more liquidity than the pool has')
    expect(() => swapConcentrated(aConcentratedPool({ root: NaN }), 'buy', 1)).toThrow('a price > 0')
  })
})
