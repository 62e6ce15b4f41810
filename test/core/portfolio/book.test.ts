import fc from 'fast-check'
import { DAY } from '../../../src/core/market/event'
import { foldEntries, postEntry } from '../../../src/core/portfolio/book'
import { fillEntry, openingEntries, settlementEntry } from '../../../src/core/portfolio/entries'
import type { LedgerEntry } from '../../../src/core/portfolio/ledger/entry'
import { fromMinor, toMinor } from '../../../src/core/portfolio/ledger/money'
import { anOrder, entries, noon, worthOf } from './a-book'

const aCall = {
  type: 'call',
  strike: 50_000,
  expiry: noon + DAY,
  quantity: -2,
  multiplier: 0.5,
  premium: 1_000,
} as const

describe('money', () => {
  test('is rounded to the nearest minor unit, half away from zero', () => {
    expect([0.0000014, 0.0000015, -0.0000015, -0.0000004, 12.5].map(toMinor)).toEqual([1, 2, -2, 0, 12_500_000])
    expect(fromMinor(12_500_000)).toBe(12.5)
  })

  test.each([NaN, Infinity, 1e10])('refuses %p', (amount) => {
    expect(() => toMinor(amount)).toThrow('smallest units')
  })
})

describe('a book', () => {
  test('follows a desk that sells a call, hedges it in two fills and settles it', () => {
    const order = anOrder({ lots: 500, price: 50_000 })
    const fills = [
      { id: 'a', lots: 300, price: 50_010, fee: 7.5015, at: noon + 1 },
      { id: 'b', lots: 200, price: 49_995, fee: -1, at: noon + 2 },
    ].map((fill) => fillEntry({ venue: 'paper', order }, fill))
    const book = foldEntries([...openingEntries(noon, 100_000, [aCall]), ...fills])
    expect(book).toEqual({
      cash: 100_000e6 + 1_000e6 - 15_003e6 - 7_501_500 - 9_999e6 + 1e6,
      positions: [{ instrument: 'paper/BTC', lots: 500, lot: 0.001 }],
      options: [
        { option: 'opening-0', type: 'call', strike: 50_000, expiry: noon + DAY, multiplier: 0.5, quantity: -2 },
      ],
      fees: 6_501_500,
      slippage: 3e6 - 1e6,
      turnover: 25_002e6,
      fills: 2,
      entries: 4,
    })
    const [held] = book.options
    const settled = foldEntries([settlementEntry(held, { price: 52_000, basis: 'delivery' })], book)
    expect(settled).toMatchObject({ options: [], cash: book.cash - 2_000e6 })
  })

  test('is the same whatever the order of its entries', () => {
    fc.assert(
      fc.property(
        entries.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray([...all], { minLength: all.length, maxLength: all.length })),
        ),
        ([all, shuffled]) => expect(foldEntries(shuffled)).toEqual(foldEntries(all)),
      ),
    )
  })

  test('is the same where entries are posted again, or in two parts', () => {
    fc.assert(
      fc.property(entries, fc.nat(), (all, at) => {
        const book = foldEntries(all)
        const again = all.map((entry): LedgerEntry => ({ ...entry, cash: 0 }))
        expect(foldEntries([...all, ...again])).toEqual(book)
        const cut = all.length === 0 ? 0 : at % all.length
        expect(foldEntries(all.slice(cut), foldEntries(all.slice(0, cut)))).toEqual(book)
      }),
    )
  })

  test('keeps cash to the unit: what fills took is value and fees, and nothing of a round trip but fees', () => {
    fc.assert(
      fc.property(entries, (all) => {
        const book = foldEntries(all)
        const cash = all.reduce((sum, entry) => sum + BigInt(entry.cash), 0n)
        expect(BigInt(book.cash)).toBe(cash)
        const fills = all.flatMap((entry) => (entry.kind === 'fill' ? [entry] : []))
        const value = fills.reduce((sum, { lots, lot, price }) => sum + worthOf(lots, lot, price), 0)
        expect(fills.reduce((sum, entry) => sum + entry.cash, 0)).toBe(0 - value - book.fees)
      }),
    )
    const trip = (['buy', 'sell'] as const).map((side) =>
      fillEntry(
        { venue: 'v', order: anOrder({ side, lot: 1 / 3 }) },
        { id: side, lots: 7, price: 0.1, fee: 0.5, at: 0 },
      ),
    )
    expect(foldEntries(trip)).toMatchObject({ cash: -1e6, fees: 1e6, positions: [] })
  })

  test.each<[string, LedgerEntry]>([
    ['parts of a minor unit', { kind: 'deposit', source: 'x', at: noon, cash: 0.5 }],
    ['money past what is exact', { kind: 'deposit', source: 'x', at: noon, cash: 2 ** 53 }],
    ['parts of a lot', fillEntry({ venue: 'v', order: anOrder() }, { id: '1', lots: 0.5, price: 1, fee: 0, at: 0 })],
    [
      'lots of another size',
      fillEntry({ venue: 'v', order: anOrder({ lot: 0.01 }) }, { id: '1', lots: 1, price: 1, fee: 0, at: 0 }),
    ],
    ['an option that is not held', { kind: 'settlement', source: 'x', at: noon, option: 'other', spot: 1, cash: 0 }],
    ['other terms', { ...openingEntries(noon, 1, [{ ...aCall, strike: 1 }])[1], source: 'x' }],
    ['an expired option', { ...openingEntries(noon + DAY, 1, [aCall])[1], source: 'x' }],
  ])('refuses %s', (_, entry) => {
    const held = fillEntry({ venue: 'v', order: anOrder() }, { id: '0', lots: 1, price: 1, fee: 0, at: 0 })
    const book = foldEntries([...openingEntries(noon, 1, [aCall]), held])
    expect(() => postEntry(book, entry)).toThrow(expect.objectContaining({ code: 'bad-input' }) as Error)
  })
})
