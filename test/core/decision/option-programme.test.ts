import fc from 'fast-check'
import { nearestStrike, nextOption, strikeStep } from '../../../src/core/decision/option-programme'
import { DAY, SECOND } from '../../../src/core/market/event'
import { utcStamp } from '../../../src/core/market/utc-stamp'
import type { MarketState } from '../../../src/core/reading/market-state'
import type { OptionProgramme } from '../../../src/core/decision/settings'
import { bsmPrice } from '../../../src/core/pricing/price'
import { between } from '../../support/between'
import { aBook, aMarketState, noon } from './a-market-state'

const programme = { type: 'call', moneyness: 1, days: 1, quantity: -100, multiplier: 1 } as const
const empty = aBook({ options: [] })

const opened = (own: OptionProgramme, market: MarketState, time: number) => {
  const step = nextOption(own, empty, market, { rate: 0, time })
  return step?.kind === 'opens' ? step.entry : step
}

describe('an option programme', () => {
  test('sells the next option at the money at its price by the forecast', () => {
    const market = aMarketState({ spot: 200.7 })
    const years = (DAY + 30 * SECOND) / (365 * DAY)
    const premium = bsmPrice({ type: 'call', spot: 200.7, strike: 200, years, vol: 0.5, rate: 0 })
    expect(opened(programme, market, noon + 30 * SECOND)).toEqual({
      kind: 'option-trade',
      source: 'programme:microstructure-20241005T1201Z-200-C',
      option: 'microstructure-20241005T1201Z-200-C',
      at: noon + 30 * SECOND,
      type: 'call',
      strike: 200,
      expiry: noon + DAY + 60 * SECOND,
      quantity: -100,
      multiplier: 1,
      cash: expect.closeTo(100 * premium * 1e6, -2) as number,
    })
  })

  test('waits while the book has an option and while no volatility is known', () => {
    expect(nextOption(programme, aBook(), aMarketState(), { rate: 0, time: noon })).toBeUndefined()
    expect(nextOption(programme, empty, aMarketState({ volatility: [] }), { rate: 0, time: noon })).toBeUndefined()
  })

  /** Implied .6 against a forecast of .5 over the day; the market's own interval covers nine tenths. */
  const paidFor = (implied: number) =>
    aMarketState({
      spot: 200,
      impliedVol: implied,
      mark: [{ years: 1 / 365, vol: implied }],
      interval: [{ years: 1 / 365, low: 0.3, high: 0.8, coverage: 0.9 }],
    })
  const whenPaid = { confidence: 0.6, margin: 0.05 }

  test('is written at implied volatility where the feed has it', () => {
    const premium = bsmPrice({ type: 'call', spot: 200, strike: 200, years: 1 / 365, vol: 0.6, rate: 0 })
    expect(opened(programme, paidFor(0.6), noon)).toMatchObject({
      cash: expect.closeTo(100 * premium * 1e6, -2) as number,
    })
  })

  test.each([
    ['sells dear variance', -1, 0.6, 'option-trade'],
    ['does not sell fair variance', -1, 0.52, 'waits'],
    ['does not sell cheap variance', -1, 0.4, 'waits'],
    ['buys cheap variance', 1, 0.4, 'option-trade'],
    ['does not buy dear variance', 1, 0.6, 'waits'],
  ] as const)('%s when told to wait for its premium', (_, quantity, implied, kind) => {
    expect(opened({ ...programme, quantity, whenPaid }, paidFor(implied), noon)).toMatchObject({ kind })
  })

  test('says what it waits for, and waits while nothing implied is known', () => {
    const premium = { implied: 0.52, forecast: 0.5, call: 'neither' }
    expect(opened({ ...programme, whenPaid }, paidFor(0.52), noon)).toMatchObject({ kind: 'waits', premium })
    const blind = opened({ ...programme, whenPaid }, aMarketState(), noon)
    expect(blind).toEqual({ kind: 'waits', premium: undefined })
  })

  test('strikes lie on a grid of 1, 2 or 5 times a power of ten, near the price asked for', () => {
    expect([strikeStep(200), strikeStep(60_000), strikeStep(3_400), strikeStep(0.5)]).toEqual([2, 500, 20, 0.005])
    fc.assert(
      fc.property(between(1e-3, 1e6), between(0.8, 1.2), (spot, moneyness) => {
        const strike = nearestStrike(moneyness * spot, spot)
        expect(strike).toBeGreaterThan(0)
        expect(Math.abs(strike - moneyness * spot)).toBeLessThanOrEqual(0.0051 * spot)
      }),
    )
  })
})

test('a time is stamped as the calendar has it', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }), (date) => {
      const stamp = date.toISOString().replaceAll('-', '').replaceAll(':', '')
      expect(utcStamp(date.getTime() * 1000)).toBe(`${stamp.slice(0, 13)}Z`)
    }),
  )
})
