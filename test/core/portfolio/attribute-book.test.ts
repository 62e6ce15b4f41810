import fc from 'fast-check'
import { DAY } from '../../../src/core/market/event'
import { attributeBook } from '../../../src/core/portfolio/attribute-book'
import { foldEntries } from '../../../src/core/portfolio/book'
import {
  dividendEntry,
  exerciseEntry,
  fillEntry,
  openingEntries,
  optionEntry,
  settlementEntry,
  type OpeningOption,
} from '../../../src/core/portfolio/entries'
import { sumGreekParts } from '../../../src/core/portfolio/ledger/option-step'
import { markBook, type Mark } from '../../../src/core/portfolio/mark-book'
import type { Book } from '../../../src/core/portfolio/portfolio'
import { shareValue } from '../../../src/core/pricing/american'
import { black76Price, bsmPrice } from '../../../src/core/pricing/price'
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

describe('a book on a share', () => {
  const years = (days: number): number => days / 365
  const at = (days: number): number => noon + days * DAY
  const terms = { type: 'call', strike: 100, quantity: -2, multiplier: 100, premium: 4 } as const
  const shares = { id: '1', lots: 120, price: 100, fee: 0, at: noon }
  const order = anOrder({ instrument: 'v/XYZ', lot: 1, price: 100 })
  const aShareBook = (option: Partial<OpeningOption> = {}): Book =>
    foldEntries([
      ...openingEntries(noon, 20_000, [{ ...terms, exercise: 'american', expiry: at(40), ...option }]),
      fillEntry({ venue: 'v', order }, shares),
    ])
  const dividends = [{ at: at(20), amount: 3 }]
  const shareMark = (change: Partial<Mark> = {}): Mark =>
    aMark({ spot: 100, rate: 0.04, volatility: [{ years: 0.1, vol: 0.3 }], dividends, ...change })

  test('marks an American option with its dividends, a European one as well', () => {
    const option = { type: 'call', spot: 100, strike: 100, years: years(40), vol: 0.3, rate: 0.04 } as const
    const paid = [{ years: years(20), amount: 3 }]
    for (const exercise of ['american', 'european'] as const) {
      const book = aShareBook({ exercise: exercise === 'american' ? exercise : undefined })
      const { price } = shareValue({ ...option, exercise, dividends: paid })
      expect(markBook(book, shareMark())?.options).toBeCloseTo(-200 * price, 9)
    }
    expect(markBook(aShareBook(), shareMark({ dividends: undefined }))?.options).toBeCloseTo(-200 * bsmPrice(option), 9)
  })

  test('loses nothing to the fall of the price on the day of a dividend: the shares are paid it', () => {
    const entry = dividendEntry({ instrument: 'v/XYZ', at: at(20), amount: 3, units: 120 })
    const start = shareMark({ time: at(19) })
    const step = { book: aShareBook(), start, end: shareMark({ time: at(21), spot: 97 }), entries: [entry] }
    const profit = attributeBook(step)
    expect(profit?.hedge).toBeCloseTo(0, 9)
    expect(profit?.delta).toBeCloseTo(0, 9)
    expect(Math.abs(profit?.residual ?? NaN)).toBeLessThan(1e-6)
    expect(profit?.total).toBeCloseTo(profit?.theta ?? NaN, 6)
    expect(attributeBook({ ...step, entries: [] })?.hedge).toBeCloseTo(-360, 9)
    expect(foldEntries([entry], step.book)).toMatchObject({ dividends: 360e6, cash: step.book.cash + 360e6 })
  })

  test('counts what an assignment gives up as a gain of trading', () => {
    const book = aShareBook({ strike: 90 })
    const by = { source: 'exercise:1', at: at(1), instrument: 'v/XYZ', lot: 1, by: 'ann' }
    const entry = exerciseEntry(book.options[0], { ...by, contracts: 2 })
    expect(entry).toMatchObject({ quantity: 2, lots: -200, cash: 18_000e6 })
    const start = shareMark()
    const profit = attributeBook({ book, start, end: shareMark({ time: at(1) }), entries: [entry] })
    const value = -(markBook(book, start)?.options ?? NaN)
    expect(profit?.cost).toBeCloseTo(value - 2_000, 6)
    expect(Math.abs(profit?.residual ?? NaN)).toBeLessThan(1e-6)
    expect(foldEntries([entry], book).options).toEqual([])
  })

  test('splits its profit without a remainder, wherever it goes', () => {
    fc.assert(
      fc.property(
        fc.record({ spot: between(70, 130), vol: between(0.1, 0.6), days: between(1, 45), strike: between(80, 120) }),
        fc.constantFrom('call' as const, 'put' as const),
        ({ spot, vol, days, strike }, type) => {
          const end = shareMark({ time: at(days), spot, volatility: [{ years: 0.1, vol }] })
          const profit = attributeBook({ book: aShareBook({ type, strike }), start: shareMark(), end, entries: [] })
          if (profit === undefined) throw new Error('not marked')
          const { hedge, cost, funding, total } = profit
          expect(Math.abs(sumGreekParts(profit) + hedge + cost + funding - total)).toBeLessThan(1e-6)
          expect(Math.abs(profit.residual)).toBeLessThan(1e-6)
        },
      ),
      { numRuns: 8 },
    )
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

describe('options that are valued at a surface', () => {
  const [{ option }] = hedged.options
  const quoted = (vol: number, carry: number, change: Partial<Mark> = {}): Mark =>
    aMark({ quotes: { [option]: { vol, carry } }, ...change })
  const made = (start: Mark, end: Mark, entries: Parameters<typeof attributeBook>[0]['entries'] = []) =>
    attributeBook({ book: hedged, start, end, entries })!

  test('are worth Black’s price on its forward, and their mark’s where they have no quote', () => {
    const years = 1 / 365
    const forward = 50_000 * Math.exp(0.1 * years)
    const price = black76Price({ type: 'call', forward, strike: 50_000, years, vol: 0.7 })
    expect(markBook(hedged, quoted(0.7, 0.1))!.options).toBeCloseTo(-price, 6)
    expect(markBook(hedged, aMark({ quotes: {} }))).toEqual(markBook(hedged, aMark()))
  })

  test('a move of their own volatility is vega, whatever the volatility of the mark', () => {
    const volatility = [{ years: 0.01, vol: 0.9 }]
    const profit = made(quoted(0.6, 0.1), quoted(0.61, 0.1, { volatility }))
    expect(profit.vega + profit.volga).toBeCloseTo(profit.total, 6)
    expect(profit.total).toBeLessThan(-1)
    expect(profit.residual).toBeCloseTo(0, 6)
  })

  test('what their forward made by itself stands in the residual, and the sum of the parts is the change in equity', () => {
    const still = made(quoted(0.6, 0.1), quoted(0.6, 0.2))
    expect(still.residual).toBeCloseTo(still.total, 6)
    // A short call at half a delta loses half of what its forward gains.
    expect(still.total / (0.5 * 50_000 * (Math.exp(0.1 / 365) - 1))).toBeCloseTo(-1, 1)
    const [start, end] = [
      quoted(0.6, 0.1, { rate: 0.03 }),
      quoted(0.66, 0.2, { rate: 0.03, spot: 50_700, time: noon + DAY / 3 }),
    ]
    const moved = made(start, end)
    expect(sumGreekParts(moved) + moved.hedge + moved.cost + moved.funding).toBeCloseTo(moved.total, 6)
    expect(moved.total).toBeCloseTo(markBook(hedged, end)!.equity - markBook(hedged, start)!.equity, 6)
  })

  test('one that is written at the surface’s price costs nothing, and has no move of volatility', () => {
    const quote = { vol: 0.8, carry: 0.1 }
    const end = aMark({ quotes: { new: quote, [option]: { vol: 0.6, carry: 0 } } })
    const terms = { type: 'call', strike: 51_000, expiry: noon + 2 * DAY, quantity: -1, multiplier: 1 } as const
    const premium = black76Price({
      ...{ type: 'call', strike: 51_000, years: 2 / 365, vol: 0.8, forward: 50_000 * Math.exp(0.2 / 365) },
    })
    const profit = made(quoted(0.6, 0), end, [optionEntry('written', 'new', noon, { ...terms, premium })])
    for (const part of ['cost', 'vega', 'total', 'residual'] as const) expect(profit[part]).toBeCloseTo(0, 5)
  })
})
