import fc from 'fast-check'
import { evaluate } from '../../../src/core/hedging/evaluate'
import { bookExposure, legDelta, legExposure } from '../../../src/core/hedging/exposure'
import type { Snapshot } from '../../../src/core/hedging/snapshot'
import { DAY } from '../../../src/core/market/event'
import { shareValue } from '../../../src/core/pricing/american'
import { bsmGreeks } from '../../../src/core/pricing/greeks'
import { inverseGreeks, inversePnl, inversePrice } from '../../../src/core/pricing/inverse'
import { startRng } from '../../../src/core/rng'
import { aLeg, aSnapshot as snapshotOf, NOW } from './a-snapshot'

const strategy = { kind: 'whalley-wilmott', riskAversion: 10, multiplier: 1 } as const
const aSnapshot = (change: Partial<Snapshot> = {}): Snapshot => snapshotOf({ strategy, ...change })
const inverse = { settlement: 'inverse' } as const
const terms = { spot: 100, strike: 100, years: 30 / 365, vol: 0.6, rate: 0 }

describe('a book that settles in coin', () => {
  const inCoin = (change: Partial<Snapshot> = {}): Snapshot =>
    aSnapshot({ legs: [aLeg(inverse)], account: 'coin', ...change })

  it('is hedged at net delta in an account of coin, at Black’s in one of dollars, in a band of one width', () => {
    const [coin, dollars] = [evaluate(inCoin()), evaluate(inCoin({ account: undefined }))]
    const { delta, netDelta, vega, theta } = inverseGreeks({ ...terms, type: 'call' })
    expect(coin.band?.centre).toBeCloseTo(netDelta, 12)
    expect(dollars.band?.centre).toBeCloseTo(delta, 12)
    expect(coin.band?.halfWidth).toBeCloseTo(dollars.band?.halfWidth ?? 0, 14)
    expect(coin.exposure.vega).toBeCloseTo(-vega, 12)
    expect(coin.exposure.theta).toBeCloseTo(-theta, 12)
  })

  it('varies less in coin when its inverse contracts hold net delta', () => {
    const legs = [aLeg({ ...inverse, type: 'put', strike: 110, quantity: 5 }), aLeg({ ...inverse, quantity: -3 })]
    const worth = (spot: number): number =>
      legs.reduce((sum, { type, strike, quantity }) => {
        const option = { type, strike, spot, years: 30 / 365, vol: 0.6 }
        return sum + quantity * inversePrice(option)
      }, 0)
    const rng = startRng(4)
    const moves = Array.from({ length: 200 }, () => 100 * Math.exp(0.01 * rng.normal()))
    const deviation = (account: Snapshot['account']): number => {
      const { band } = evaluate(inCoin({ legs, account }))
      const dollars = 100 * (band?.centre ?? NaN)
      return Math.sqrt(
        moves.reduce((sum, spot) => sum + (worth(spot) - worth(100) + inversePnl(dollars, 100, spot)) ** 2, 0),
      )
    }
    expect(deviation('coin')).toBeLessThan(0.4 * deviation(undefined))
  })

  it('draws the centre of a band that moves the volatility at net delta as well', () => {
    const zakamouline = { kind: 'zakamouline', riskAversion: 10, multiplier: 1 } as const
    const { band, target } = evaluate(inCoin({ strategy: zakamouline }))
    const plain = evaluate(inCoin({ strategy: zakamouline, account: undefined }))
    expect(Number.isFinite(target)).toBe(true)
    // The call's worth in coin lies between the centres.
    expect((plain.band?.centre ?? 0) - (band?.centre ?? 0)).toBeCloseTo(0.0687, 2)
  })

  it.each([
    [{ account: 'coin' as const }, 'coin-settled options alone'],
    [{ legs: [aLeg({ ...inverse, exercise: 'american' as const })] }, 'European options where they settle in coin'],
    [{ legs: [aLeg(inverse)], dividends: [{ at: NOW + DAY, amount: 1 }] }, 'no dividends'],
  ])('is refused where it cannot be: %#', (change, reason) => {
    expect(() => evaluate(aSnapshot(change))).toThrow(reason)
  })
})

describe('a book on a share', () => {
  const american = { exercise: 'american' } as const

  it('is hedged at the delta of its American options', () => {
    const put = aLeg({ ...american, type: 'put', strike: 105, quantity: -10 })
    const { band, exposure } = evaluate(aSnapshot({ legs: [put], rate: 0.08 }))
    const option = { ...terms, type: 'put', strike: 105, rate: 0.08, exercise: 'american' } as const
    const { delta, gamma } = shareValue(option)
    expect(band?.centre).toBeCloseTo(10 * delta, 12)
    expect(exposure.gamma).toBeCloseTo(-10 * gamma, 12)
    expect(delta).toBeLessThan(bsmGreeks(option).delta)
  })

  it('is its payoff where exercise now is best: delta of a unit, no gamma, a closed band', () => {
    const put = aLeg({ ...american, type: 'put', strike: 300, quantity: -1 })
    const { band, exposure } = evaluate(aSnapshot({ legs: [put], rate: 0.05 }))
    expect(exposure).toEqual({ delta: 1, gamma: 0, vega: 0, theta: 0 })
    expect(band).toMatchObject({ centre: -1, halfWidth: 0 })
  })

  it('counts the dividends ahead until each leg’s expiry', () => {
    const due = { at: NOW + 10 * DAY, amount: 4 }
    const others = [
      { at: NOW, amount: 9 },
      { at: NOW + 31 * DAY, amount: 9 },
    ]
    const call = aLeg({ ...american, quantity: 1 })
    const with4 = bookExposure({ ...aSnapshot(), legs: [call], dividends: [due, ...others] }, [{ years: 0, vol: 0.6 }])
    const option = { ...terms, type: 'call', exercise: 'american' } as const
    const expected = shareValue({ ...option, dividends: [{ years: 10 / 365, amount: 4 }] })
    expect(with4.delta).toBeCloseTo(expected.delta, 12)
    expect(with4.delta).toBeLessThan(bsmGreeks(option).delta)
  })

  it('has one delta, alone or with the other Greeks', () => {
    const legs = fc.record({
      exercise: fc.constantFrom('european' as const, 'american' as const),
      type: fc.constantFrom('call' as const, 'put' as const),
      strike: fc.double({ min: 80, max: 120, noNaN: true }),
    })
    fc.assert(
      fc.property(legs, fc.boolean(), (leg, pays) => {
        const market = aSnapshot({ rate: 0.03, ...(pays && { dividends: [{ at: NOW + DAY, amount: 1 }] }) })
        expect(legDelta(market, aLeg(leg), 0.4)).toBe(legExposure(market, aLeg(leg), 0.4).delta)
      }),
      { numRuns: 10 },
    )
  })

  it('is refused to a table that was solved for European options', () => {
    const table = { kind: 'hodges-neuberger' } as unknown as Snapshot['strategy']
    expect(() => evaluate(aSnapshot({ strategy: table, legs: [aLeg(american)] }))).toThrow('European options without')
  })
})
