import fc from 'fast-check'
import { DAY } from '../../../src/core/market/event'
import { attributeBook } from '../../../src/core/portfolio/attribute-book'
import { foldEntries } from '../../../src/core/portfolio/book'
import { fillEntry, openingEntries, settlementEntry } from '../../../src/core/portfolio/entries'
import { sumGreekParts } from '../../../src/core/portfolio/ledger/option-step'
import { markBook, type Mark } from '../../../src/core/portfolio/mark-book'
import type { Book } from '../../../src/core/portfolio/portfolio'
import { between } from '../../support/between'
import { anOrder, entries, noon } from './a-book'

const aMark = (change: Partial<Mark> = {}): Mark => ({
  time: noon,
  spot: 50_000,
  volatility: [{ years: 0.01, vol: 0.6 }],
  rate: 0,
  yearsPerMicrosecond: 1 / (365 * DAY),
  ...change,
})

const settle = ({ options }: Book, price: number) =>
  options.map((held) => settlementEntry(held, { price, basis: 'delivery' }))

const aCall = { type: 'call', strike: 50_000, expiry: noon + DAY, quantity: -1, multiplier: 1, premium: 500 } as const
const hedged = foldEntries([
  ...openingEntries(noon, 1_000, [aCall]),
  fillEntry({ venue: 'v', order: anOrder() }, { id: '1', lots: 500, price: 50_000, fee: 0, at: noon }),
])

describe('the value of a book', () => {
  test('is cash, positions and options at Black-Scholes', () => {
    const value = markBook(hedged, aMark())
    expect(value).toMatchObject({ cash: -23_500, positions: 25_000 })
    // 0.4 σ √T of the spot, nearly.
    expect(-(value?.options ?? 0) / (0.3989 * 0.6 * Math.sqrt(1 / 365) * 50_000)).toBeCloseTo(1, 3)
  })

  test('is unknown while no volatility is, and needs none once all options have expired', () => {
    expect(markBook(hedged, aMark({ volatility: [] }))).toBeUndefined()
    expect(markBook(hedged, aMark({ volatility: [], time: noon + DAY, spot: 51_000 }))?.options).toBe(-1_000)
  })

  test('does not change when an expired option is settled', () => {
    const end = aMark({ time: noon + DAY, spot: 51_000 })
    const settled = foldEntries(settle(hedged, end.spot), hedged)
    expect(markBook(settled, end)?.equity).toBeCloseTo(markBook(hedged, end)?.equity ?? NaN, 6)
  })
})

describe('profit by cause', () => {
  test('of a hedged short call through a quiet day is its time value', () => {
    const end = aMark({ time: noon + DAY })
    const profit = attributeBook({
      book: hedged,
      start: aMark(),
      end,
      entries: settle(hedged, 50_000),
    })
    expect(profit?.theta).toBeCloseTo(profit?.total ?? NaN, 6)
    expect(profit?.total).toBeGreaterThan(600)
  })

  test('charges a fill with what it paid beyond the price at the start, and its fee', () => {
    const order = anOrder({ side: 'sell' })
    const fill = fillEntry({ venue: 'v', order }, { id: '2', lots: 100, price: 49_990, fee: 2, at: noon + 5 })
    const profit = attributeBook({ book: hedged, start: aMark(), end: aMark({ spot: 50_100 }), entries: [fill] })
    expect(profit?.cost).toBeCloseTo(-1 - 2, 9)
    expect(profit?.hedge).toBeCloseTo(0.4 * 100, 9)
  })

  test('sums to the change in equity less deposits, over any entries', () => {
    fc.assert(
      fc.property(
        fc.record({
          first: entries,
          later: entries,
          days: between(0, 4),
          spot: between(20_000, 90_000),
          vol: between(0, 2),
        }),
        ({ first, later, days, spot, vol }) => {
          const renamed = later.map((entry) => ({ ...entry, source: `later:${entry.source}` }))
          const book = foldEntries(first)
          const start = aMark()
          const end = aMark({ time: noon + days * DAY, spot, volatility: [{ years: 0, vol }] })
          const profit = attributeBook({ book, start, end, entries: renamed })
          if (profit === undefined) throw new Error('not marked')
          const deposits = renamed.reduce((sum, { kind, cash }) => sum + (kind === 'deposit' ? cash : 0), 0) / 1e6
          const [before, after] = [markBook(book, start), markBook(foldEntries(renamed, book), end)]
          const change = (after?.equity ?? NaN) - (before?.equity ?? NaN) - deposits
          const parts = sumGreekParts(profit) + profit.hedge + profit.cost + profit.funding
          const scale = 1 + Math.abs(before?.cash ?? 0) + Math.abs(after?.positions ?? 0)
          expect(Math.abs(parts - change) / scale).toBeLessThan(1e-9)
          const adjusted = renamed.some(({ kind }) => kind === 'adjustment')
          if (!adjusted) expect(Math.abs(profit.residual) / scale).toBeLessThan(1e-9)
        },
      ),
    )
  })
})
