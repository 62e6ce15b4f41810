import fc from 'fast-check'
import { SECOND } from '../../../src/core/market/event'
import { foldEntries, postEntry } from '../../../src/core/portfolio/book'
import { openingEntries } from '../../../src/core/portfolio/entries'
import { markBook } from '../../../src/core/portfolio/mark-book'
import { settleExpired, type ExpiryInputs } from '../../../src/core/portfolio/settle-expired'
import { between } from '../../support/between'
import '../../support/property-seed'
import { noon } from './a-book'

const MINUTE = 60 * SECOND
const expiry = noon + 600 * MINUTE
const put = { type: 'put', strike: 40, expiry, quantity: -5, multiplier: 2, premium: 1.5 } as const
const call = { type: 'call', strike: 38, expiry: expiry + MINUTE, quantity: 3, multiplier: 1, premium: 2 } as const
const book = foldEntries(openingEntries(noon, 100, [put, call]))
const [held] = book.options

/** The put has expired three hours ago; its underlying was at 39 ten minutes before and is at 31 now. */
const someInputs = (change: Partial<ExpiryInputs> = {}): ExpiryInputs => ({
  time: expiry + 180 * MINUTE,
  options: [held],
  deliveries: {},
  prices: [
    { at: expiry - 12 * MINUTE, price: 39.5 },
    { at: expiry - 10 * MINUTE, price: 39 },
    { at: expiry + 180 * MINUTE, price: 31 },
  ],
  mayEstimate: true,
  before: [],
  ...change,
})

const settlement = { kind: 'settlement', source: 'settlement:opening-0', option: 'opening-0', at: expiry }

describe('an expired option', () => {
  test('settles on paper at the last price before its expiry, never at one seen later, and says so', () => {
    expect(settleExpired(someInputs())).toEqual({
      entries: [
        { ...settlement, spot: 39, basis: 'last-price-before-expiry', priceAt: expiry - 10 * MINUTE, cash: -10e6 },
      ],
      unsettled: [],
    })
  })

  test('takes a price at the very time of its expiry', () => {
    const prices = [{ at: expiry, price: 38.5 }]
    expect(settleExpired(someInputs({ prices })).entries).toMatchObject([{ spot: 38.5, priceAt: expiry }])
  })

  test('settles at the delivery price where it is known, whatever was seen', () => {
    const deliveries = { 'opening-0': { kind: 'price', price: 38.75 } } as const
    for (const mayEstimate of [true, false])
      expect(settleExpired(someInputs({ deliveries, mayEstimate, prices: [{ at: noon, price: 1 }] }))).toEqual({
        entries: [{ ...settlement, spot: 38.75, basis: 'delivery', cash: -12.5e6 }],
        unsettled: [],
      })
  })

  const stale = [
    { at: expiry - 31 * MINUTE, price: 41 },
    { at: expiry + 1, price: 30 },
  ]
  test.each<[string, Partial<ExpiryInputs>, number, boolean]>([
    ['at an exchange', { mayEstimate: false }, 39, true],
    ['where the last price is more than half an hour before', { prices: stale }, 41, true],
    ['where no price before is known, marked at the first after', { prices: [...stale].slice(1) }, 30, true],
    ['while its delivery price is awaited', { deliveries: { 'opening-0': { kind: 'awaited' } } }, 39, true],
    [
      'and nobody is told within ten minutes of waiting',
      { deliveries: { 'opening-0': { kind: 'awaited' } }, time: expiry + 9 * MINUTE },
      39,
      false,
    ],
  ])('stays unsettled %s', (_, change, price, isTold) => {
    const { entries, unsettled } = settleExpired(someInputs(change))
    expect(entries).toEqual([])
    expect(unsettled).toMatchObject([{ option: 'opening-0', expiry, mark: { price }, isTold }])
  })

  test('keeps its mark, and that the operator was told, once the prices from before are forgotten', () => {
    const { unsettled: before } = settleExpired(someInputs({ mayEstimate: false }))
    const later = settleExpired(someInputs({ mayEstimate: false, before, prices: [{ at: expiry + 1, price: 7 }] }))
    expect(later.unsettled).toEqual(before)
  })

  test('is worth its payoff at its mark whatever the price does, until it settles', () => {
    const { unsettled } = settleExpired(someInputs({ mayEstimate: false }))
    const mark = {
      ...{ time: expiry + 1, volatility: [{ years: 1, vol: 0.5 }], rate: 0, yearsPerMicrosecond: 1e-13 },
      unsettled: Object.fromEntries(unsettled.map(({ option, mark: { price } }) => [option, price])),
    }
    const put = { ...book, options: [held] }
    for (const spot of [31, 60])
      expect(markBook(put, { ...mark, spot })).toMatchObject({ options: -10, provisional: -10 })
  })
})

test('equity after the settlement is equity marked at the delivery price, in any order and however often posted', () => {
  fc.assert(
    fc.property(between(1, 90), between(1, 90), fc.boolean(), (first, second, isReversed) => {
      const { entries } = settleExpired(
        someInputs({
          options: book.options,
          deliveries: { 'opening-0': { kind: 'price', price: first }, 'opening-1': { kind: 'price', price: second } },
        }),
      )
      const mark = { time: expiry + 1e9, spot: 5, volatility: [], rate: 0, yearsPerMicrosecond: 1e-13 }
      const marked = markBook(book, { ...mark, unsettled: { 'opening-0': first, 'opening-1': second } })
      const ordered = isReversed ? [...entries].reverse() : entries
      const settled = foldEntries([...ordered, ...entries], book)
      expect(settled).toEqual(entries.reduce(postEntry, book))
      expect(settled.options).toEqual([])
      expect(markBook(settled, mark)?.equity).toBeCloseTo(marked?.equity ?? NaN, 5)
    }),
  )
})
