import fc from 'fast-check'
import { DAY, SECOND, type DerivativeTicker } from '../../../src/core/market/event'
import { fundingRuleOf, nextFunding, startFundingRates } from '../../../src/core/market/funding'

const HOUR = 3_600 * SECOND
const midnight = 20_000 * DAY

const aTicker = (
  at: number,
  fundingRate: number | undefined,
  own: Partial<DerivativeTicker> = {},
): DerivativeTicker => ({
  ...{ kind: 'derivative-ticker', timestamp: midnight + at, localTimestamp: midnight + at },
  ...{ lastPrice: undefined, markPrice: 50_000, indexPrice: undefined, openInterest: undefined },
  fundingRate,
  ...own,
})

const minutes = (count: number): number => count * 60 * SECOND

const ratesOf = (venue: string, tickers: readonly DerivativeTicker[]) => {
  const rule = fundingRuleOf(venue)
  if (rule === undefined) throw new Error(venue)
  const rates = startFundingRates(rule)
  tickers.forEach(rates.take)
  return rates.all()
}

describe('a funding that accrues', () => {
  test('is its running rate by time, an hour at a time, from the first ticker on', () => {
    // 0.0008 for eight hours from 10:20 to 10:40, twice that until 11:00.
    const ticks = [20, 30, 40, 50, 60, 70].map((at) => aTicker(10 * HOUR + minutes(at), at < 40 ? 8e-4 : 16e-4))
    const [only, ...more] = ratesOf('deribit', ticks)
    expect(more).toEqual([])
    expect(only).toMatchObject({ at: midnight + 11 * HOUR, from: midnight + 10 * HOUR + minutes(20), basis: 'ticker' })
    expect(only.rate).toBeCloseTo((8e-4 * 20 + 16e-4 * 20) / 480, 12)
    expect(only.price).toBe(50_000)
  })

  test('is not known over a hole in its tickers, and known before and after it', () => {
    const at = [0, 10, 20, 50, 60].map(minutes)
    const rates = ratesOf(
      'deribit',
      at.map((time) => aTicker(time, 8e-4)),
    )
    expect(rates.map(({ from = 0, at, rate }) => [from - midnight, at - midnight, rate !== undefined])).toEqual([
      [0, minutes(20), true],
      [minutes(20), minutes(50), false],
      [minutes(50), minutes(60), true],
    ])
  })

  test('adds up over any ticks to the rate times the time, at a constant rate', () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 15 * 60 }), { minLength: 2, maxLength: 40 })
    fc.assert(
      fc.property(gaps, (seconds) => {
        let at = minutes(3)
        const ticks = seconds.map((gap) => aTicker((at += gap * SECOND), 1e-3))
        const rates = ratesOf('deribit', ticks)
        const covered = rates.reduce((sum, { at: to, from = NaN }) => sum + to - from, 0)
        const total = rates.reduce((sum, { rate = NaN }) => sum + rate, 0)
        expect(total).toBeCloseTo((1e-3 * covered) / (8 * HOUR), 12)
        rates.slice(1).forEach(({ from }, i) => expect(from).toBe(rates[i].at))
      }),
    )
  })
})

describe('a funding that is paid', () => {
  test('is the last rate told before its time, at the price then', () => {
    const rates = ratesOf('binance-futures', [
      aTicker(8 * HOUR - minutes(5), 1e-4),
      aTicker(8 * HOUR - SECOND, 2e-4, { markPrice: 51_000 }),
      aTicker(8 * HOUR + SECOND, 9e-4, { markPrice: 52_000 }),
    ])
    expect(rates).toEqual([{ at: midnight + 8 * HOUR, rate: 2e-4, price: 51_000, basis: 'ticker' }])
  })

  test('keeps to the times that the tickers tell, and to the interval between them', () => {
    const told = (hours: number) => ({ fundingTime: midnight + hours * HOUR })
    const rates = ratesOf('bybit', [
      aTicker(4 * HOUR - minutes(1), 1e-4, told(4)),
      aTicker(4 * HOUR + minutes(1), 2e-4, told(8)),
      aTicker(8 * HOUR - minutes(2), 3e-4, told(8)),
      aTicker(8 * HOUR, 4e-4, told(12)),
    ])
    expect(rates.map(({ at, rate }) => [(at - midnight) / HOUR, rate])).toEqual([
      [4, 1e-4],
      [8, 3e-4],
    ])
  })

  test('is not known where the tickers stop before its time, each time that passes', () => {
    const rates = ratesOf('okx-swap', [aTicker(7 * HOUR, 1e-4), aTicker(25 * HOUR, 1e-4)])
    expect(rates.map(({ at, rate }) => [(at - midnight) / HOUR, rate])).toEqual([
      [8, undefined],
      [16, undefined],
      [24, undefined],
    ])
  })

  test('takes the price from messages of their own, and no ticker that comes late', () => {
    const rates = ratesOf('okx-swap', [
      aTicker(8 * HOUR - minutes(3), undefined, { markPrice: 49_000 }),
      aTicker(8 * HOUR - minutes(2), 1e-4, { markPrice: undefined }),
      aTicker(8 * HOUR - minutes(9), 7e-4),
      aTicker(8 * HOUR, 2e-4),
    ])
    expect(rates).toEqual([{ at: midnight + 8 * HOUR, rate: 1e-4, price: 49_000, basis: 'ticker' }])
  })
})

test('BitMEX pays at 04, 12 and 20 o’clock, Kraken’s rule is not known', () => {
  const rule = fundingRuleOf('bitmex')
  if (rule === undefined) throw new Error('no rule')
  const times = [0, 4, 12, 21].map((hour) => (nextFunding(rule, midnight + hour * HOUR) - midnight) / HOUR)
  expect(times).toEqual([4, 12, 20, 28])
  expect(fundingRuleOf('krakenfutures')).toBeUndefined()
})
