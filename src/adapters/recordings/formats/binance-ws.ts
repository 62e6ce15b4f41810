import { DAY, type Quote, type Timestamp, type Trade } from '../../../core/market/event'
import { parseDecimal, refusePrice, refuseQuote, type RefusalReason } from '../../../core/market/row-check'
import type { InstrumentId } from '../../../ports/recording-store'
import { readLevels, startDepthSequence } from './binance-depth'
import { readMessage, type BinanceMessage, type BookTicker, type TradeMessage } from './binance-message'
import { startTradeStreams } from './binance-trades'
import { readCaptured } from './capture'
import { instrumentOf, type Format, type OffBook, type Row, type SourceContext, type SourceLine } from './format'

type BookMessage = Extract<BinanceMessage, { kind: 'snapshot' | 'depth' }>

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

const readTicker = ({ b, B, a, A }: BookTicker, stamp: Stamp): Quote | RefusalReason => {
  const [bid, bidSize, ask, askSize] = [number(b), number(B), number(a), number(A)]
  if (Number.isNaN(bid + bidSize + ask + askSize)) return 'not-a-number'
  return refuseQuote(bid, bidSize, ask, askSize) ?? { kind: 'quote', ...stamp, bid, bidSize, ask, askSize }
}

/** What the venue calls executions that are no market orders. */
const offBook: Readonly<Partial<Record<string, OffBook>>> = { INSURANCE_FUND: 'insurance-fund', ADL: 'deleveraging' }

/** `m` means that the buyer was the maker, so the seller crossed the spread. `X` names what was no market order. */
const readTrade = ({ p, q, m, X }: TradeMessage, stamp: Stamp): Trade | RefusalReason => {
  if (X !== undefined && X !== 'MARKET') return 'off-market'
  const [price, size] = [number(p), number(q)]
  if (Number.isNaN(price + size)) return 'not-a-number'
  return refusePrice(price, size) ?? { kind: 'trade', ...stamp, price, size, aggressor: m ? 'sell' : 'buy' }
}

/** From here on a count of epoch units is microseconds: as milliseconds it is past the year 5000. */
const leastMicros = 1e14

const microsOf = (own: number): Timestamp => (own < leastMicros ? own * 1000 : own)

/**
 * Raw WebSocket captures of Binance, a message a line. Book tickers become quotes, trades trades, depth updates and
 * REST snapshots book changes, a hole in the update ids a gap. The venue's clock is the trade or event time, in
 * milliseconds or microseconds by magnitude and within a day of arrival; spot book tickers carry none and take that of
 * the sound message before them. Single trades and aggregates of them are counted once. Rows out of order of arrival
 * are refused.
 */
export const binanceWs: Format = {
  hasHeader: false,
  fixedTimes: 'epochs',
  start: (context: SourceContext) => {
    const { sink } = context
    const depth = startDepthSequence()
    const trades = startTradeStreams(sink)
    const instruments = new Map<string, InstrumentId>()
    let venueTime: Timestamp | undefined
    let lastBook: InstrumentId | undefined

    const named = (venue: string, symbol: string): InstrumentId => {
      const key = `${venue} ${symbol}`
      const instrument = instruments.get(key) ?? instrumentOf(context, { venue, symbol })
      instruments.set(key, instrument)
      return instrument
    }

    const bookRow = (instrument: InstrumentId, time: Timestamp, events: Row['events']): Row => ({
      ...{ instrument, time, events, stream: 'book', repeats: 'next', identity: undefined, price: undefined },
    })

    const takeBook = (message: BookMessage, stamp: Stamp, line: SourceLine): RefusalReason | undefined => {
      const instrument = message.kind === 'snapshot' ? lastBook : named(venueOf(message), message.data.s)
      if (instrument === undefined) return 'no-venue-time'
      const changes = readLevels(message.data, stamp)
      if (typeof changes === 'string') return changes
      lastBook = instrument
      const events: Row['events'] =
        message.kind === 'snapshot'
          ? () => depth.snapshot(instrument, message.data, changes)
          : () => depth.update(instrument, message.data, changes, stamp.timestamp)
      sink.accept(bookRow(instrument, stamp.localTimestamp, events), line)
      return undefined
    }

    const takeQuote = (data: BookTicker, instrument: InstrumentId, stamp: Stamp, line: SourceLine) => {
      const quote = readTicker(data, stamp)
      if (typeof quote === 'string') return quote
      const { bid: low, ask: high } = quote
      const price = { low, high, mid: (low + high) / 2 }
      const row = { instrument, time: stamp.localTimestamp, events: [quote], identity: undefined, price }
      sink.accept({ ...row, stream: 'quotes', repeats: 'next' }, line)
      return undefined
    }

    const takeTrade = (data: TradeMessage, instrument: InstrumentId, stamp: Stamp, line: SourceLine) => {
      const trade = readTrade(data, stamp)
      if (trade === 'off-market') {
        context.flag(offBook[data.X!] ?? 'other')
        if (data.t !== undefined) trades.leaveOut(instrument, data.t)
      }
      if (typeof trade === 'string') return trade
      const { price: at } = trade
      const id = data.t ?? data.a
      const identity = id === undefined ? undefined : String(id)
      const price = { low: at, high: at, mid: at }
      const row = { instrument, time: stamp.localTimestamp, events: [trade], stream: data.e, identity, price }
      trades.take(instrument, data, { row: { ...row, repeats: 'anywhere' }, trade, line })
      return undefined
    }

    /** Passes a line's row on, or says why it is refused; a refused one moves no clock. */
    const take = (line: SourceLine): RefusalReason | undefined => {
      const captured = readCaptured(line.raw)
      if (captured === 'not-needed') return captured
      if (captured?.localTimestamp === undefined) return 'not-json'
      const { localTimestamp, json } = captured
      const message = readMessage(json)
      if (typeof message === 'string') return message
      const own = message.data.T ?? message.data.E
      const timestamp = own === undefined ? venueTime : microsOf(own)
      if (timestamp === undefined) return 'no-venue-time'
      if (own !== undefined && Math.abs(timestamp - localTimestamp) > DAY) return 'bad-time'
      if (own !== undefined) trades.arrived(localTimestamp)
      const stamp = { timestamp, localTimestamp }
      const reason = takeMessage(message, stamp, line)
      if (reason === undefined) venueTime = timestamp
      return reason
    }

    const takeMessage = (message: BinanceMessage, stamp: Stamp, line: SourceLine): RefusalReason | undefined => {
      if (message.kind === 'snapshot' || message.kind === 'depth') return takeBook(message, stamp, line)
      const instrument = named(venueOf(message), message.data.s)
      return message.kind === 'trade'
        ? takeTrade(message.data, instrument, stamp, line)
        : takeQuote(message.data, instrument, stamp, line)
    }

    return {
      line: (line) => {
        const reason = take(line)
        if (reason !== undefined) sink.refuse(reason, line)
      },
      end: trades.end,
    }
  },
}
