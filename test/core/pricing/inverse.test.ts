import fc from 'fast-check'
import { bsmGreeks } from '../../../src/core/pricing/greeks'
import {
  emptyCoinGreekColumns,
  fillInverseGreekColumns,
  type CoinGreekColumns,
} from '../../../src/core/pricing/greeks-columns'
import { inverseGreeks, inverseImpliedVol, inversePnl, inversePrice } from '../../../src/core/pricing/inverse'
import type { OptionInputs } from '../../../src/core/pricing/option'
import { bsmPrice } from '../../../src/core/pricing/price'

const double = (min: number, max: number) => fc.double({ min, max, noNaN: true })
const options = fc.record({
  type: fc.constantFrom('call' as const, 'put' as const),
  spot: double(20_000, 90_000),
  strike: double(20_000, 90_000),
  years: double(0.005, 2),
  vol: double(0.2, 1.5),
  rate: double(-0.02, 0.1),
  dividend: double(0, 0.05),
})
/** The settlement price over that of the underlying. */
const bases = double(0.9, 1.1)
const aCall: OptionInputs = { type: 'call', spot: 60_000, strike: 65_000, years: 0.1, vol: 0.6 }

describe('an inverse option', () => {
  it('has the price, net delta and gamma of a desk sheet', () => {
    // 60,000 on 65,000 in 36.5 days at 60 %: d1 = −.32699, N(d1) = .37184, worth 2,636.49 dollars.
    const { price, delta, netDelta, dollarDelta, gamma } = inverseGreeks(aCall)
    expect(price).toBeCloseTo(0.043941441866, 11)
    expect(delta).toBeCloseTo(0.371836294561, 11)
    expect(netDelta).toBeCloseTo(0.327894852695, 11)
    expect(dollarDelta).toBeCloseTo(22310.17767367, 6)
    expect(1e6 * gamma).toBeCloseTo(27.75428132, 7)
  })

  it('keeps put-call parity in coin: one coin less the strike in coin', () => {
    fc.assert(
      fc.property(options, bases, (option, basis) => {
        const settlement = basis * option.spot
        const [call, put] = (['call', 'put'] as const).map((type) => inverseGreeks({ ...option, type }, settlement))
        const [coin, cash] = [Math.exp(-option.dividend * option.years), Math.exp(-option.rate * option.years)]
        const forward = (option.spot * coin - option.strike * cash) / settlement
        expect(Math.abs(call.price - put.price - forward)).toBeLessThan(1e-12)
        // The forward's own net delta: it pays a strike whose worth in coin falls as the coin rises.
        expect(Math.abs(call.netDelta - put.netDelta - (option.strike * cash) / settlement)).toBeLessThan(1e-12)
      }),
    )
  })

  it('has the derivatives of its price in coin', () => {
    fc.assert(
      fc.property(options, bases, (option, basis) => {
        const at = (change: Partial<OptionInputs>): number => {
          const moved = { ...option, ...change }
          return inversePrice(moved, basis * moved.spot)
        }
        const netAt = (change: Partial<OptionInputs>): number => {
          const moved = { ...option, ...change }
          return inverseGreeks(moved, basis * moved.spot).netDelta
        }
        const greeks = inverseGreeks(option, basis * option.spot)
        const { spot, vol, years, rate } = option
        const slope = (of: (by: number) => number, step: number): number => (of(step) - of(-step)) / (2 * step)
        const wide = 1e-4 * spot
        const near = (value: number, expected: number, size: number): void =>
          expect(Math.abs(value - expected)).toBeLessThan(size)
        near(spot * slope((by) => at({ spot: spot + by }), wide), greeks.netDelta, 1e-5)
        near(spot * slope((by) => netAt({ spot: spot + by }), wide), spot * greeks.gamma, 1e-3)
        near(
          slope((by) => at({ vol: vol + by }), 1e-4),
          greeks.vega,
          1e-5,
        )
        near(
          slope((by) => netAt({ vol: vol + by }), 1e-4),
          greeks.vanna,
          1e-4,
        )
        near(
          slope((by) => inverseGreeks({ ...option, vol: vol + by }, basis * spot).vega, 1e-4),
          greeks.volga,
          1e-4,
        )
        near(
          slope((by) => at({ rate: rate + by }), 1e-5),
          greeks.rho,
          1e-6,
        )
        near(-slope((by) => at({ years: years + by }), 1e-4 * years), greeks.theta, 1e-4 * (1 + Math.abs(greeks.theta)))
      }),
    )
  })

  it('gives its volatility back from its price in coin', () => {
    fc.assert(
      fc.property(options, bases, (option, basis) => {
        const { type, spot, strike, years, vol, rate, dividend } = option
        const forward = spot * Math.exp((rate - dividend) * years)
        const settlementPrice = basis * spot
        const price = inversePrice(option, settlementPrice)
        const outside = type === 'call' ? forward < strike : forward > strike
        fc.pre(outside && price > 1e-250)
        const inputs = { type, price, forward, strike, years, settlementPrice, discount: Math.exp(-rate * years) }
        expect(Math.abs((inverseImpliedVol(inputs) ?? 0) / vol - 1)).toBeLessThan(1e-9)
      }),
    )
  })

  it('has no volatility where a call is worth a whole coin', () => {
    const call = { type: 'call', forward: 60_000, strike: 50_000, years: 0.1 } as const
    expect(inverseImpliedVol({ ...call, price: 1 })).toBeUndefined()
    expect(inverseImpliedVol({ ...call, price: 1 / 6 })).toBeUndefined()
    expect(inverseImpliedVol({ ...call, type: 'put', strike: 90_000, price: 1.2 })).toBeGreaterThan(1)
  })

  it.each([0, -1, NaN, Infinity])('refuses a settlement price of %d', (settlement) => {
    expect(() => inversePrice(aCall, settlement)).toThrow(/settlement price is above 0 and finite/)
    expect(() => inverseGreeks(aCall, settlement)).toThrow(/settlement price is above 0 and finite/)
  })
})

describe('profit in coin', () => {
  const moves = double(-0.3, 0.3)

  it('of an inverse contract is dollars × (1/from − 1/to)', () => {
    expect(inversePnl(100_000, 50_000, 40_000)).toBeCloseTo(2 - 2.5, 15)
    expect(inversePnl(-100_000, 50_000, 40_000)).toBeCloseTo(0.5, 15)
    expect(inversePnl(10, 60_000, 60_000)).toBe(0)
    expect(() => inversePnl(10, 0, 60_000)).toThrow(/prices are above 0/)
  })

  it('and the revaluation of coin are the profit in dollars', () => {
    fc.assert(
      fc.property(options, moves, double(-1e6, 1e6), (option, move, dollars) => {
        const [from, to] = [option.spot, option.spot * (1 + move)]
        const end = { ...option, spot: to, years: 0.9 * option.years }
        const [worth, endWorth] = [inversePrice(option), inversePrice(end)]
        const coins = endWorth - worth + inversePnl(dollars, from, to)
        const revaluation = worth * (to - from)
        const inDollars = bsmPrice(end) - bsmPrice(option) + inversePnl(dollars, from, to) * to
        expect(Math.abs(coins * to + revaluation - inDollars)).toBeLessThan(1e-9 * (to + Math.abs(dollars)))
      }),
    )
  })

  it('of an account hedged at net delta is of second order, half of S⁴ Γ / P by the move of 1/S squared', () => {
    fc.assert(
      fc.property(options, bases, (option, basis) => {
        const settlement = basis * option.spot
        const { netDelta, price } = inverseGreeks(option, settlement)
        const { gamma } = bsmGreeks(option)
        const pnl = (move: number): number => {
          const spot = option.spot * (1 + move)
          const hedge = inversePnl(-option.spot * netDelta, option.spot, spot)
          return inversePrice({ ...option, spot }, basis * spot) - price + hedge
        }
        const curvature = (option.spot ** 2 * gamma) / settlement
        for (const move of [0.001, -0.001]) {
          const inverseMove = move / (1 + move)
          // The cubic term is of the gamma's size over that of a standard deviation.
          const bound = (5 * curvature) / (option.vol * Math.sqrt(option.years)) + 0.1
          const remainder = pnl(move) - 0.5 * curvature * inverseMove ** 2
          expect(Math.abs(remainder)).toBeLessThan(bound * 1e-9 + 1e-13)
        }
      }),
    )
  })
})

describe('columns of inverse options', () => {
  it('are the objects', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(options, bases), { minLength: 1, maxLength: 300 }), (rows) => {
        const column = (of: (option: OptionInputs) => number): Float64Array =>
          Float64Array.from(rows, ([option]) => of(option))
        const columns = {
          isCall: Uint8Array.from(rows, ([{ type }]) => (type === 'call' ? 1 : 0)),
          spot: column(({ spot }) => spot),
          strike: column(({ strike }) => strike),
          years: column(({ years }) => years),
          vol: column(({ vol }) => vol),
          rate: column(({ rate }) => rate ?? 0),
          dividend: column(({ dividend }) => dividend ?? 0),
        }
        const settlement = Float64Array.from(rows, ([{ spot }, basis]) => basis * spot)
        const coins = emptyCoinGreekColumns(rows.length)
        fillInverseGreekColumns({ ...columns, settlement }, coins)
        rows.forEach(([option], i) => {
          const expected = inverseGreeks(option, settlement[i])
          for (const name of Object.keys(coins) as (keyof CoinGreekColumns)[])
            expect(Math.abs(coins[name][i] - expected[name])).toBeLessThan(1e-11 * (1 + Math.abs(expected[name])))
        })
      }),
      { numRuns: 20 },
    )
  })

  it('are finite at expiry and without volatility', () => {
    const one = (value: number): Float64Array => Float64Array.of(value)
    const coins = emptyCoinGreekColumns(1)
    const option = { isCall: Uint8Array.of(1), spot: one(110), strike: one(100), rate: one(0), dividend: one(0) }
    const inverse = { ...option, settlement: one(110) }
    fillInverseGreekColumns({ ...inverse, years: one(0), vol: one(0.5) }, coins)
    expect(coins.price[0]).toBeCloseTo(10 / 110, 15)
    expect(coins.netDelta[0]).toBeCloseTo(100 / 110, 15)
    expect([coins.vega[0], coins.vanna[0] + 0, coins.volga[0]]).toEqual([0, 0, 0])
    fillInverseGreekColumns({ ...inverse, years: one(1), vol: one(0) }, coins)
    expect([coins.vega[0], coins.vanna[0] + 0, coins.volga[0]]).toEqual([0, 0, 0])
  })
})
