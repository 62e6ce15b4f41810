import fc from 'fast-check'
import type { BookChange, BookSnapshot, Quote } from '../../../src/core/market/event'
import { startOrderBook } from '../../../src/core/market/order-book'

const change = (time: number, side: 'bid' | 'ask', price: number, size: number): BookChange => ({
  kind: 'book-change',
  timestamp: time,
  localTimestamp: time + 1,
  isSnapshot: false,
  side,
  price,
  size,
})

/** A row that rebuilds the book from nothing. */
const rebuilding = (...args: Parameters<typeof change>): BookChange => ({ ...change(...args), isSnapshot: true })

const snapshot = (time: number, bids: [number, number][], asks: [number, number][]): BookSnapshot => ({
  kind: 'book-snapshot',
  timestamp: time,
  localTimestamp: time + 1,
  bids: bids.map(([price, size]) => ({ price, size })),
  asks: asks.map(([price, size]) => ({ price, size })),
})

const quotesOf = (events: readonly (BookChange | BookSnapshot)[]): Quote[] => {
  const book = startOrderBook()
  return [...events.map((event) => book.apply(event)), book.end()].filter((quote) => quote !== undefined)
}

const top = ({ bid, bidSize, ask, askSize }: Quote): number[] => [bid, bidSize, ask, askSize]

describe('an order book', () => {
  it('gives the top of a snapshot and of every change of it', () => {
    const quotes = quotesOf([
      snapshot(
        1,
        [
          [99, 5],
          [98, 7],
        ],
        [
          [101, 4],
          [102, 6],
        ],
      ),
      change(2, 'bid', 98, 9),
      change(3, 'bid', 99, 0),
      change(4, 'ask', 100, 2),
    ])
    expect(quotes.map(top)).toEqual([
      [99, 5, 101, 4],
      [98, 9, 101, 4],
      [98, 9, 100, 2],
    ])
    expect(quotes.map((quote) => quote.timestamp)).toEqual([1, 3, 4])
  })

  it('waits until the update of one time is complete', () => {
    const quotes = quotesOf([
      snapshot(1, [[99, 5]], [[100, 4]]),
      change(2, 'bid', 100, 3), // crosses the ask until the next row removes it
      change(2, 'ask', 100, 0),
      change(2, 'ask', 101, 8),
    ])
    expect(quotes.map(top)).toEqual([
      [99, 5, 100, 4],
      [100, 3, 101, 8],
    ])
  })

  it('rebuilds from snapshot rows', () => {
    const quotes = quotesOf([
      rebuilding(1, 'bid', 99, 5),
      rebuilding(1, 'ask', 101, 5),
      change(2, 'bid', 100, 1),
      rebuilding(3, 'bid', 97, 2),
      rebuilding(3, 'ask', 98, 2),
      rebuilding(4, 'bid', 96, 3),
      rebuilding(4, 'ask', 99, 3),
    ])
    expect(quotes.map(top)).toEqual([
      [99, 5, 101, 5],
      [100, 1, 101, 5],
      [97, 2, 98, 2],
      [96, 3, 99, 3],
    ])
  })

  it('gives no quote while a side is empty, the book crossed or the top unchanged', () => {
    expect(quotesOf([change(1, 'bid', 99, 5)])).toEqual([])
    expect(quotesOf([snapshot(1, [[99, 5]], [[99, 4]])])).toEqual([])
    expect(
      quotesOf([snapshot(1, [[99, 5]], [[100, 4]]), change(2, 'bid', 90, 1), change(3, 'bid', 80, 0)]),
    ).toHaveLength(1)
  })

  it('equals a book kept as a plain map', () => {
    const row = fc.record({
      side: fc.constantFrom('bid' as const, 'ask' as const),
      level: fc.nat({ max: 20 }),
      size: fc.nat({ max: 3 }),
    })
    fc.assert(
      fc.property(fc.array(row, { maxLength: 80 }), (rows) => {
        const maps = { bid: new Map<number, number>(), ask: new Map<number, number>() }
        const events = rows.map(({ side, level, size }, i) =>
          change(i + 1, side, side === 'bid' ? 100 - level : 101 + level, size),
        )
        const expected: number[][] = []
        for (const { side, price, size } of events) {
          if (size === 0) maps[side].delete(price)
          else maps[side].set(price, size)
          const [bid, ask] = [Math.max(...maps.bid.keys()), Math.min(...maps.ask.keys())]
          const now = [bid, maps.bid.get(bid) ?? 0, ask, maps.ask.get(ask) ?? 0]
          if (now.every(Number.isFinite) && expected.at(-1)?.join() !== now.join()) expected.push(now)
        }
        expect(quotesOf(events).map(top)).toEqual(expected)
      }),
    )
  })
})
