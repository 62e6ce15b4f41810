import fc from 'fast-check'
import { DAY } from '../../../src/core/market/event'
import { bsmGreeks } from '../../../src/core/pricing/greeks'
import { legGreeks, legPrice, legValue, type LegMarket, type LegTerms } from '../../../src/core/pricing/leg'
import { bsmPrice } from '../../../src/core/pricing/price'
import { between } from '../../support/between'

const NOW = 1_700_000_000_000_000
const VOL = 0.3

const aMarket = (change: Partial<LegMarket> = {}): LegMarket => ({
  ...{ time: NOW, spot: 100, rate: 0.05, yearsPerMicrosecond: 1 / (365 * DAY) },
  ...change,
})
const aLeg = (change: Partial<LegTerms> = {}): LegTerms => ({
  ...{ type: 'call', strike: 100, expiry: NOW + 146 * DAY },
  ...change,
})
const american = { exercise: 'american' } as const
const terms = { spot: 100, strike: 100, years: 146 * DAY * (1 / (365 * DAY)), vol: VOL, rate: 0.05 } as const

describe('the price of a leg', () => {
  test('is Black’s where it is European, and of an American call without dividends', () => {
    fc.assert(
      fc.property(between(60, 150), between(0, 0.1), fc.boolean(), (strike, rate, isCall) => {
        const type = isCall ? 'call' : 'put'
        const option = { ...terms, type, strike, rate } as const
        const european = legPrice(aMarket({ rate }), aLeg({ type, strike }), VOL)
        expect(european).toBe(bsmPrice(option))
        expect(legGreeks(aMarket({ rate }), aLeg({ type, strike }), VOL)).toEqual(bsmGreeks(option))
        const early = legPrice(aMarket({ rate }), aLeg({ type, strike, ...american }), VOL)
        if (isCall) expect(early).toBeCloseTo(european, 10)
        else expect(early).toBeGreaterThanOrEqual(Math.max(european, strike - 100) - 1e-6)
      }),
      { numRuns: 12 },
    )
  })

  test('holds the premium of exercising a put early', () => {
    const put = aLeg({ type: 'put', strike: 110 })
    const premium = legPrice(aMarket(), { ...put, ...american }, VOL) - legPrice(aMarket(), put, VOL)
    expect(premium).toBeGreaterThan(0.3)
    expect(legPrice(aMarket(), { ...put, ...american, strike: 160 }, VOL)).toBe(60)
  })

  test('with a dividend just before expiry is that of exercise on its eve, or of a strike higher by it', () => {
    const market = aMarket({ dividends: [{ at: NOW + 146 * DAY, amount: 4 }] })
    const call = { ...terms, type: 'call' } as const
    expect(legPrice(market, aLeg(american), VOL)).toBeCloseTo(bsmPrice(call), 3)
    expect(legPrice(market, aLeg(), VOL)).toBeCloseTo(bsmPrice({ ...call, strike: 104 }), 3)
    const { price, delta } = legValue(market, aLeg(), VOL)
    expect(price).toBe(legPrice(market, aLeg(), VOL))
    expect(delta).toBeCloseTo(bsmGreeks({ ...call, strike: 104 }).delta, 4)
  })

  test('leaves out dividends of the past and behind the expiry, and is the payoff after it', () => {
    const dividends = [
      { at: NOW, amount: 9 },
      { at: NOW + 147 * DAY, amount: 9 },
    ]
    expect(legPrice(aMarket({ dividends }), aLeg(american), VOL)).toBeCloseTo(bsmPrice({ ...terms, type: 'call' }), 10)
    const over = aMarket({ time: NOW + 200 * DAY, spot: 112, dividends })
    expect(legPrice(over, aLeg(american), VOL)).toBe(12)
  })
})
