import type { MarketEvent, Timestamp } from '../../../core/market/event'
import { parseDecimal, refusePrice, refuseQuote, type RefusalReason } from '../../../core/market/row-check'
import type { InstrumentId } from '../../../ports/recording-store'
import { startDepthSequence } from './binance-depth'
import { readMessage, type BinanceMessage, type BookTicker, type TradeMessage } from './binance-message'
import { instrumentOf, type Format, type Row, type SourceContext } from './format'
import { isMicroseconds } from './time'

/** One captured line: when it arrived, microseconds, and the JSON text. */
type Captured = { readonly localTimestamp: Timestamp; readonly json: string }

const nanoseconds = /^(\d{19}) (\{.*)$/s
const seconds = /^(\d{10}(?:\.\d{1,9})?): (\{.*)$/s
const address = /^(?:wss?|https?):\/\/\S+ (?:<->|<-|->) \d/
const setting = /^configuration: /

/**
 * `<local nanoseconds> <json>` or `<local seconds>: <json>`; 'not-needed' for lines about the connection,
 * undefined for anything else.
 */
const readCaptured = (raw: string): Captured | 'not-needed' | undefined => {
  const nano = nanoseconds.exec(raw)
  if (nano) return checked(Number(BigInt(nano[1]) / 1000n), nano[2])
  const second = seconds.exec(raw)
  if (second) {
    const [whole, part = ''] = second[1].split('.')
    return checked(Number(whole) * 1e6 + Number(part.padEnd(6, '0').slice(0, 6)), second[2])
  }
  return address.test(raw) || setting.test(raw) ? 'not-needed' : undefined
}

const checked = (localTimestamp: Timestamp, json: string): Captured | undefined =>
  isMicroseconds(localTimestamp) ? { localTimestamp, json } : undefined

/**
 * Spot, USD-margined and coin-margined markets list the same symbols; only the shape of a message distinguishes them.
 */
const venueOf = (message: Exclude<BinanceMessage, { kind: 'snapshot' }>): string => {
  if (message.data.ps !== undefined) return 'binance-delivery'
  const isFuture = {
    'book-ticker': () => message.data.e !== undefined,
    trade: () => !('M' in message.data),
    depth: () => 'pu' in message.data,
  }[message.kind]()
  return isFuture ? 'binance-futures' : 'binance'
}

const number = (text: string): number => parseDecimal(text) ?? NaN

type Stamp = { readonly timestamp: Timestamp; readonly localTimestamp: Timestamp }
type Read = Pick<Row, 'events' | 'stream' | 'identity' | 'repeats' | 'price'>

const readTicker = ({ b, B, a, A }: BookTicker, stamp: Stamp): Read | RefusalReason => {
  const [bid, bidSize, ask, askSize] = [number(b), number(B), number(a), number(A)]
  if (Number.isNaN(bid + bidSize + ask + askSize)) return 'not-a-number'
  return (
    refuseQuote(bid, bidSize, ask, askSize) ?? {
      events: [{ kind: 'quote', ...stamp, bid, bidSize, ask, askSize }],
      stream: 'quotes',
      identity: undefined,
      repeats: 'next',
      price: { low: bid, high: ask, mid: (bid + ask) / 2 },
    }
  )
}

/** `m` means that the buyer was the maker, so the seller crossed the spread. */
const readTrade = ({ e, p, q, m, t, a }: TradeMessage, stamp: Stamp): Read | RefusalReason => {
  const [price, size, id] = [number(p), number(q), t ?? a]
  if (Number.isNaN(price + size)) return 'not-a-number'
  return (
    refusePrice(price, size) ?? {
      events: [{ kind: 'trade', ...stamp, price, size, aggressor: m ? 'sell' : 'buy' }],
      stream: e,
      identity: id === undefined ? undefined : String(id),
      repeats: 'anywhere',
      price: { low: price, high: price, mid: price },
    }
  )
}

/**
 * Raw WebSocket captures of Binance, a message a line. Book tickers become quotes, trades trades, depth updates and
 * REST snapshots book changes, a hole in the update ids a gap. The venue's clock is the trade or event time; spot book
 * tickers carry none and take that of the message before them. Rows out of order of arrival are refused.
 */
export const binanceWs: Format = {
  hasHeader: false,
  start: (context: SourceContext) => {
    const depth = startDepthSequence()
    const instruments = new Map<string, InstrumentId>()
    let venueTime: Timestamp | undefined
    let lastBook: InstrumentId | undefined

    const named = (venue: string, symbol: string): InstrumentId => {
      const key = `${venue} ${symbol}`
      const instrument = instruments.get(key) ?? instrumentOf(context, { venue, symbol })
      instruments.set(key, instrument)
      return instrument
    }

    const read = (raw: string): Row | RefusalReason => {
      const captured = readCaptured(raw)
      if (captured === undefined) return 'not-json'
      if (captured === 'not-needed') return captured
      const message = readMessage(captured.json)
      if (typeof message === 'string') return message
      const { localTimestamp } = captured
      const own = message.data.T ?? message.data.E
      if (own !== undefined) venueTime = own * 1000
      if (venueTime === undefined) return 'no-venue-time'
      const stamp = { timestamp: venueTime, localTimestamp }
      if (message.kind === 'snapshot') {
        if (lastBook === undefined) return 'no-venue-time'
        return finish(lastBook, depth.snapshot(lastBook, message.data, stamp), localTimestamp)
      }
      const instrument = named(venueOf(message), message.data.s)
      if (message.kind === 'book-ticker') return finish(instrument, readTicker(message.data, stamp), localTimestamp)
      if (message.kind === 'trade') return finish(instrument, readTrade(message.data, stamp), localTimestamp)
      lastBook = instrument
      return finish(instrument, depth.update(instrument, message.data, stamp), localTimestamp)
    }

    const finish = (
      instrument: InstrumentId,
      part: Read | readonly MarketEvent[] | RefusalReason,
      time: Timestamp,
    ): Row | RefusalReason => {
      if (typeof part === 'string') return part
      if ('events' in part) return { instrument, time, ...part }
      return { instrument, time, events: part, stream: 'book', repeats: 'next', identity: undefined, price: undefined }
    }

    return {
      line: (line) => {
        const row = read(line.raw)
        if (typeof row === 'string') context.sink.refuse(row, line)
        else context.sink.accept(row, line)
      },
      end: () => undefined,
    }
  },
}
