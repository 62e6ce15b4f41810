import fc from 'fast-check'
import { readDeribitName } from '../../../src/core/market/deribit-name'

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']

describe('readDeribitName', () => {
  test('reads underlying, expiry at eight, strike and type', () => {
    expect(readDeribitName('BTC-13FEB26-100000-C')).toEqual({
      ...{ underlying: 'BTC', strike: 100_000, type: 'call', expiry: Date.UTC(2026, 1, 13, 8) * 1000 },
    })
    expect(readDeribitName('XRP_USDC-9MAR24-1d02-P')).toMatchObject({
      underlying: 'XRP_USDC',
      strike: 1.02,
      type: 'put',
    })
  })

  test('reads every day of the century', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 36_524 }), (days) => {
        const date = new Date(Date.UTC(2000, 0, 1 + days))
        const name = `BTC-${date.getUTCDate()}${months[date.getUTCMonth()]}${String(date.getUTCFullYear() % 100).padStart(2, '0')}-1-C`
        expect(readDeribitName(name)?.expiry).toBe((date.getTime() + 8 * 3_600_000) * 1000)
      }),
    )
  })

  test.each([
    'BTC-PERPETUAL',
    'BTC-30FEB26-1-C',
    'BTC-29FEB25-1-C',
    'BTC-0JAN26-1-C',
    'BTC-1XXX26-1-C',
    'BTC-1JAN26-1-X',
    '',
  ])('finds no option in %p', (name) => {
    expect(readDeribitName(name)).toBeUndefined()
  })
})
