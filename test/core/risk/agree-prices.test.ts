import fc from 'fast-check'
import { agreePrices, type PriceLimits, type PriceQuote } from '../../../src/core/risk/agree-prices'
import { between } from '../../support/between'
import { NOW } from './a-book'

const limits: PriceLimits = { leastSources: 2, maxAge: 10, maxDeviation: 0.01 }
const quote = (source: string, price: number, age = 1): PriceQuote => ({ source, price, at: NOW - age * 1e6 })
const agree = (quotes: readonly PriceQuote[], change: Partial<PriceLimits> = {}) =>
  agreePrices(quotes, NOW, { ...limits, ...change })

test('a source that strays is left out with its deviation, the rest agree', () => {
  const agreement = agree([quote('a', 100), quote('b', 100.2), quote('c', 110)])
  expect(agreement).toMatchObject({ price: 100.1, median: 100.2, enough: true })
  expect(agreement.out).toEqual([{ source: 'c', reason: 'deviates', value: expect.closeTo(110 / 100.2 - 1) as number }])
})

test.each([
  ['too-old', quote('b', 100, 11), 11],
  ['from-the-future', quote('b', 100, -11), -11],
  ['bad-price', quote('b', NaN), undefined],
  ['bad-price', quote('b', 0), undefined],
  ['too-old', { source: 'b', price: 100, at: NaN }, undefined],
  ['named-twice', quote('a', 100), undefined],
])('%s: %j does not count', (reason, other, value) => {
  const { price, enough, out } = agree([quote('a', 100), other])
  expect({ price, enough, out }).toEqual({
    price: undefined,
    enough: false,
    out: [{ source: other.source, reason, value }],
  })
})

test('two sources far apart are both left out', () => {
  expect(agree([quote('a', 100), quote('b', 110)])).toMatchObject({ price: undefined, agreeing: [], enough: false })
  expect(agree([quote('a', 100), quote('b', 110)], { leastSources: 1 }).enough).toBe(false)
})

test('limits that are NaN let no price pass', () => {
  for (const change of [{ maxAge: NaN }, { maxDeviation: NaN }, { leastSources: NaN }])
    expect(agree([quote('a', 100), quote('b', 100)], change).enough).toBe(false)
})

test('the median of an even number lies midway', () => {
  const median = (...prices: number[]) => agree(prices.map((price, i) => quote(String(i), price))).median
  expect([median(), median(3), median(4, 1), median(9, 1, 2)]).toEqual([undefined, 3, 2.5, 2])
})

test('the order of sources does not matter, and each is in or out', () => {
  const anyQuotes = fc.array(fc.tuple(between(95, 105), between(-15, 15)), { maxLength: 7 })
  fc.assert(
    fc.property(anyQuotes, fc.infiniteStream(fc.nat()), (list, random) => {
      const quotes = list.map(([price, age], i) => quote(String(i), price, age))
      const shuffled = quotes
        .map((one) => ({ one, key: random.next().value as number }))
        .sort((a, b) => a.key - b.key)
        .map(({ one }) => one)
      const [a, b] = [agree(quotes), agree(shuffled)]
      expect([b.price, b.median, b.enough]).toEqual([a.price, a.median, a.enough])
      expect(a.agreeing.length + a.out.length).toBe(quotes.length)
      for (const { price } of a.agreeing) expect(Math.abs(price / (a.median ?? NaN) - 1)).toBeLessThanOrEqual(0.01)
    }),
  )
})

test('one wrong source of three or more moves the price no further than the others reach', () => {
  const sound = fc.array(between(99.9, 100.1), { minLength: 2, maxLength: 6 })
  fc.assert(
    fc.property(sound, fc.double({ min: 1e-9, max: 1e9, noNaN: true }), (prices, wrong) => {
      const { price } = agree([...prices.map((value, i) => quote(String(i), value)), quote('wrong', wrong)])
      expect(price).toBeGreaterThanOrEqual(99.4)
      expect(price).toBeLessThanOrEqual(100.6)
    }),
  )
})
