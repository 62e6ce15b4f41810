import fc from 'fast-check'
import { deribit } from '../../../../src/core/market/venues/deribit'

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']

describe('names of Deribit', () => {
  test('an option in the coin: underlying, expiry at eight, strike, type', () => {
    expect(deribit('BTC-13FEB26-100000-C')).toMatchObject({
      ...{ kind: 'option', base: 'BTC', quote: 'USD', settlement: 'inverse', settlementCurrency: 'BTC' },
      ...{ contract: { size: 1, unit: 'base' }, amounts: 'base', impliedVols: 'percent' },
      expiry: Date.UTC(2026, 1, 13, 8) * 1000,
      option: { underlying: 'BTC', type: 'call', strike: 100_000, exercise: 'european' },
    })
  })

  test.each([
    ['XRP_USDC-9MAR24-1d02-P', 'XRP_USDC', 1.02, 1000],
    ['XRP_USDC-27JUN25-0d625-C', 'XRP_USDC', 0.625, 1000],
    ['SOL_USDC-27JUN25-150-C', 'SOL_USDC', 150, 10],
    ['BNB_USDC-27JUN25-600-C', 'BNB_USDC', 600, undefined],
  ])('an option in dollars: %s', (name, underlying, strike, size) => {
    expect(deribit(name)).toMatchObject({
      ...{ quote: 'USDC', settlement: 'linear', settlementCurrency: 'USDC', option: { underlying, strike } },
      contract: size === undefined ? undefined : { size, unit: 'base' },
    })
  })

  test('perpetuals, futures and pairs', () => {
    const dollars = (size: number) => ({ settlement: 'inverse', amounts: 'quote', contract: { size, unit: 'quote' } })
    expect(deribit('BTC-PERPETUAL')).toMatchObject({ kind: 'perpetual', settlementCurrency: 'BTC', ...dollars(10) })
    expect(deribit('ETH-27JUN25')).toMatchObject({
      ...{ kind: 'future', expiry: Date.UTC(2025, 5, 27, 8) * 1000, ...dollars(1) },
    })
    expect(deribit('SOL-PERPETUAL')).toMatchObject({ settlement: 'inverse', contract: undefined })
    expect(deribit('BTC_USDC-PERPETUAL')).toMatchObject({
      ...{ kind: 'perpetual', settlement: 'linear', amounts: 'base', quote: 'USDC', settlementCurrency: 'USDC' },
    })
    expect(deribit('ETH_BTC')).toMatchObject({ kind: 'spot', base: 'ETH', quote: 'BTC' })
  })

  test('every day of the century', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 36_524 }), (days) => {
        const date = new Date(Date.UTC(2000, 0, 1 + days))
        const name = `BTC-${date.getUTCDate()}${months[date.getUTCMonth()]}${String(date.getUTCFullYear() % 100).padStart(2, '0')}-1-C`
        expect(deribit(name)?.expiry).toBe((date.getTime() + 8 * 3_600_000) * 1000)
      }),
    )
  })

  test.each([
    'BTC-30FEB26-1-C',
    'BTC-29FEB25-1-C',
    'BTC-0JAN26-1-C',
    'BTC-1XXX26-1-C',
    'BTC-1JAN26-1-X',
    'BTC-1JAN26-0-C',
  ])('no option in %p', (name) => expect(deribit(name)).toBeUndefined())

  test.each(['', 'BTC', 'BTC-', 'BTC-PERPETUAL-1', 'BTC-30FEB26', 'btc-perpetual', 'BTC-FS-27JUN25_PERP'])(
    'nothing in %p',
    (name) => expect(deribit(name)).toBeUndefined(),
  )
})
