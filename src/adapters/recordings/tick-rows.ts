import type { Gap, Quote, Trade } from '../../core/market/event'
import { microseconds, numbers } from './query'
import type { RowReader } from './read-rows'

const local = microseconds('local_timestamp')

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

const reasons: readonly Gap['reason'][] = ['disconnect', 'session-end', 'sequence']

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
      reason: reasons.find((reason) => reason === names.getItem(row)) ?? 'disconnect',
    })
  },
}
