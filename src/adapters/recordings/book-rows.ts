import { DuckDBListValue, type DuckDBDataChunk } from '@duckdb/node-api'
import type { BookChange, BookSnapshot, Level } from '../../core/market/event'
import type { Channel } from '../../ports/recording-store'
import { microseconds, numbers } from './query'
import type { RowReader } from './read-rows'

const local = microseconds('local_timestamp')

/** Single changes of a book. */
export const bookChangeRows: RowReader<BookChange> = {
  channel: 'book_change',
  select: `t, ${local}, is_snapshot::DOUBLE, (side = 'bid')::DOUBLE, price, size`,
  eventsOf: (chunk) => {
    const columns = Array.from({ length: 6 }, (_, i) => numbers(chunk, i))
    return (row) => {
      const [timestamp, localTimestamp, isSnapshot, isBid, price, size] = columns.map((column) => column.at(row)!)
      return {
        kind: 'book-change',
        timestamp,
        localTimestamp,
        isSnapshot: isSnapshot === 1,
        side: isBid === 1 ? 'bid' : 'ask',
        price,
        size,
      }
    }
  },
}

const listed = (chunk: DuckDBDataChunk, index: number) => {
  const vector = chunk.getColumnVector(index)
  return (row: number): readonly number[] => {
    const value = vector.getItem(row)
    return value instanceof DuckDBListValue ? value.items.map(Number) : []
  }
}

/** Whole books. */
export const bookSnapshotRows: RowReader<BookSnapshot> = {
  channel: 'book_snapshot',
  select: `t, ${local}, bid_prices, bid_sizes, ask_prices, ask_sizes`,
  eventsOf: (chunk) => {
    const [time, arrival] = [numbers(chunk, 0), numbers(chunk, 1)]
    const lists = [2, 3, 4, 5].map((index) => listed(chunk, index))
    const levels = (prices: readonly number[], sizes: readonly number[]): readonly Level[] =>
      prices.map((price, i) => ({ price, size: sizes[i] }))
    return (row) => {
      const [bidPrices, bidSizes, askPrices, askSizes] = lists.map((list) => list(row))
      return {
        kind: 'book-snapshot',
        timestamp: time.at(row)!,
        localTimestamp: arrival.at(row)!,
        bids: levels(bidPrices, bidSizes),
        asks: levels(askPrices, askSizes),
      }
    }
  },
}

/** Arrival less venue time of the rows of a channel that has both clocks. */
export const delayRows = (channel: Channel): RowReader<number> => ({
  channel,
  select: `${local} - t`,
  eventsOf: (chunk) => {
    const delay = numbers(chunk, 0)
    return (row) => delay.at(row)!
  },
})
