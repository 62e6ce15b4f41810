import { SECOND } from '../../../src/core/market/event'
import { startMinutePrices } from '../../../src/core/reading/minute-prices'

const at = (seconds: number): number => 1_700_000_040 * SECOND + seconds * SECOND

test('keeps the last price of each of eight minutes that had one, a minute with its end', () => {
  const prices = startMinutePrices()
  expect(prices.all()).toEqual([])
  for (const [seconds, price] of [
    [1, 10],
    [60, 11],
    [60.5, 12],
    [59 + 60, 13],
  ])
    prices.add(at(seconds), price)
  expect(prices.all()).toEqual([
    { at: at(60), price: 11 },
    { at: at(119), price: 13 },
  ])
  // Hours without a price in between do not push the old ones out.
  prices.add(at(20_000), 14)
  expect(prices.all().map(({ price }) => price)).toEqual([11, 13, 14])
  for (let minute = 0; minute < 20; minute++) prices.add(at(30_000 + 60 * minute), minute)
  expect(prices.all().map(({ price }) => price)).toEqual([12, 13, 14, 15, 16, 17, 18, 19])
})
