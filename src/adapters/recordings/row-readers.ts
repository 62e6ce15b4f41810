import { DuckDBListValue, type DuckDBDataChunk } from '@duckdb/node-api'
import {
  deliveryBases,
  gapReasons,
  type BookChange,
  type BookSnapshot,
  type DeliveryPrice,
  type DerivativeTicker,
  type Gap,
  type Level,
  type OptionSummary,
  type PublishedFunding,
  type Quote,
  type Trade,
  type Truth,
} from '../../core/market/event'
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

/** Trades with both clocks. */
export const tradeRows: RowReader<Trade> = {
  channel: 'trades',
  select: `t, ${local}, price, size, aggressor`,
  eventsOf: (chunk) => {
    const [time, arrival, price, size] = [0, 1, 2, 3].map((index) => numbers(chunk, index))
    const aggressors = chunk.getColumnVector(4)
    return (row) => {
      const side = aggressors.getItem(row)
      return {
        kind: 'trade',
        timestamp: time.at(row)!,
        localTimestamp: arrival.at(row)!,
        price: price.at(row)!,
        size: size.at(row)!,
        aggressor: side === 'buy' || side === 'sell' ? side : undefined,
      }
    }
  },
}

/** Quotes with both clocks. */
export const quoteRows: RowReader<Quote> = {
  channel: 'quotes',
  select: `t, ${local}, bid, bid_size, ask, ask_size`,
  eventsOf: (chunk) => {
    const [time, arrival, bid, bidSize, ask, askSize] = [0, 1, 2, 3, 4, 5].map((index) => numbers(chunk, index))
    return (row) => ({
      kind: 'quote',
      timestamp: time.at(row)!,
      localTimestamp: arrival.at(row)!,
      bid: bid.at(row)!,
      bidSize: bidSize.at(row)!,
      ask: ask.at(row)!,
      askSize: askSize.at(row)!,
    })
  },
}

/** Breaks of the record with their reason. */
export const gapRows: RowReader<Gap> = {
  channel: 'gaps',
  select: 't, reason',
  eventsOf: (chunk) => {
    const time = numbers(chunk, 0)
    const names = chunk.getColumnVector(1)
    return (row) => ({
      kind: 'gap',
      timestamp: time.at(row)!,
      reason: gapReasons.find((reason) => reason === names.getItem(row)) ?? 'disconnect',
    })
  },
}

const columnsOf = (chunk: DuckDBDataChunk, count: number) => Array.from({ length: count }, (_, i) => numbers(chunk, i))

/** The options of a chain. */
export const optionRows: RowReader<OptionSummary> = {
  channel: 'options',
  select: `t, ${microseconds('local_timestamp')}, strike, ${microseconds('expiry')}, underlying_price, bid_iv, ask_iv, mark_iv,
    delta, gamma, vega, open_interest, bid, bid_size, ask, ask_size, mark_price, index_price, instrument, type, underlying`,
  eventsOf: (chunk) => {
    const columns = columnsOf(chunk, 18)
    const [instruments, types, underlyings] = [18, 19, 20].map((index) => chunk.getColumnVector(index))
    return (row) => {
      const [timestamp, localTimestamp, strike, expiry, ...rest] = columns.map((column) => column.at(row))
      const [underlyingPrice, bidIv, askIv, markIv, delta, gamma, vega, openInterest, ...quote] = rest
      const [bid, bidSize, ask, askSize, markPrice, indexPrice] = quote
      const underlying = underlyings.getItem(row)
      return {
        kind: 'option-summary',
        timestamp: timestamp!,
        localTimestamp: localTimestamp!,
        instrument: String(instruments.getItem(row)),
        type: types.getItem(row) === 'call' ? 'call' : 'put',
        strike: strike!,
        expiry: expiry!,
        ...{ bid, bidSize, ask, askSize, markPrice, indexPrice },
        underlying: typeof underlying === 'string' ? underlying : undefined,
        underlyingPrice,
        bidIv,
        askIv,
        markIv,
        delta,
        gamma,
        vega,
        openInterest,
      }
    }
  },
}

/** Funding, prices and open interest of a derivative. */
export const derivativeTickerRows: RowReader<DerivativeTicker> = {
  channel: 'derivative_ticker',
  select: `t, ${microseconds('local_timestamp')}, last_price, mark_price, index_price, funding_rate, open_interest,
    ${microseconds('funding_time')}`,
  eventsOf: (chunk) => {
    const columns = columnsOf(chunk, 8)
    return (row) => {
      const [timestamp, localTimestamp, ...rest] = columns.map((column) => column.at(row))
      const [lastPrice, markPrice, indexPrice, fundingRate, openInterest, fundingTime] = rest
      return {
        kind: 'derivative-ticker',
        timestamp: timestamp!,
        localTimestamp: localTimestamp!,
        lastPrice,
        markPrice,
        indexPrice,
        fundingRate,
        openInterest,
        ...(fundingTime !== undefined && { fundingTime }),
      }
    }
  },
}

/** The true states of a simulated market. */
export const truthRows: RowReader<Truth> = {
  channel: 'truth',
  select: 't, state::DOUBLE, variance',
  eventsOf: (chunk) => {
    const [time, state, variance] = columnsOf(chunk, 3)
    return (row) => ({ kind: 'truth', timestamp: time.at(row)!, state: state.at(row)!, variance: variance.at(row)! })
  },
}

/** Fundings that a venue published. */
export const fundingRows: RowReader<PublishedFunding> = {
  channel: 'funding',
  select: `t, ${local}, ${microseconds('since')}, rate, price`,
  eventsOf: (chunk) => {
    const columns = columnsOf(chunk, 5)
    return (row) => {
      const [timestamp, localTimestamp, from, rate, price] = columns.map((column) => column.at(row))
      return { kind: 'funding', timestamp: timestamp!, localTimestamp: localTimestamp!, from, rate: rate!, price }
    }
  },
}

/** What options and futures settled on. */
export const deliveryPriceRows: RowReader<DeliveryPrice> = {
  channel: 'delivery_prices',
  select: `t, ${local}, price, basis`,
  eventsOf: (chunk) => {
    const [time, arrival, price] = [0, 1, 2].map((index) => numbers(chunk, index))
    const bases = chunk.getColumnVector(3)
    return (row) => ({
      kind: 'delivery-price',
      timestamp: time.at(row)!,
      localTimestamp: arrival.at(row)!,
      price: price.at(row)!,
      basis: deliveryBases.find((basis) => basis === bases.getItem(row)) ?? 'index-mean-30m',
    })
  },
}
