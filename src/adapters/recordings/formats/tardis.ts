import { basename } from 'node:path'
import { Fault } from '../../../core/error'
import type { Quote, Trade } from '../../../core/market/event'
import type { InstrumentId } from '../../../core/market/instrument'
import { refusePrice, refuseQuote } from '../../../core/market/row-check'
import { csvFormat, type Header, type Parsed } from './csv'
import type { Fields } from './csv-fields'
import type { Format, SourceContext } from './format'
import { bookChangeLines, bookSnapshotLines } from './tardis-book'
import { derivativeTickerLines, optionsChainLines } from './tardis-derivatives'
import { stampReader } from './tardis-stamp'

/** trades: id, side (buy, sell, unknown or empty), price, amount. */
const tradeRows = (context: SourceContext, header: Header) => {
  const stamp = stampReader(context, header)
  const id = header.optional('id')
  const [side, price, amount] = [header.required('side'), header.required('price'), header.required('amount')]
  return (fields: Fields): Parsed => {
    const stamped = stamp(fields)
    if (typeof stamped === 'string') return stamped
    const { instrument, timestamp, localTimestamp } = stamped
    const aggressor = fields.text(side)
    const trade: Trade = {
      kind: 'trade',
      timestamp,
      localTimestamp,
      price: fields.number(price),
      size: fields.number(amount),
      aggressor: aggressor === 'buy' || aggressor === 'sell' ? aggressor : undefined,
    }
    if (Number.isNaN(trade.price) || Number.isNaN(trade.size)) return 'not-a-number'
    if (!trade.aggressor && aggressor !== 'unknown' && aggressor !== '') return 'bad-side'
    return (
      refusePrice(trade.price, trade.size) ?? {
        instrument,
        events: [trade],
        stream: 'trades',
        time: localTimestamp,
        identity: fields.text(id) || undefined,
        repeats: 'anywhere',
        price: { low: trade.price, high: trade.price, mid: trade.price },
      }
    )
  }
}

/** quotes: the best level of each side; an empty side is not a quote. */
const quoteRows = (context: SourceContext, header: Header) => {
  const stamp = stampReader(context, header)
  const [bid, bidSize] = [header.required('bid_price'), header.required('bid_amount')]
  const [ask, askSize] = [header.required('ask_price'), header.required('ask_amount')]
  // One row for all: of files of many millions each object counts.
  const quote = { kind: 'quote', ...{ timestamp: 0, localTimestamp: 0, bid: 0, bidSize: 0, ask: 0, askSize: 0 } } as {
    -readonly [name in keyof Quote]: Quote[name]
  }
  const price = { low: 0, high: 0, mid: 0 }
  const shared = { events: [quote], stream: 'quotes', identity: undefined, repeats: 'next', price } as const
  const row = { instrument: { venue: '', symbol: '' } as InstrumentId, time: 0, ...shared }
  return (fields: Fields): Parsed => {
    const stamped = stamp(fields)
    if (typeof stamped === 'string') return stamped
    quote.bid = price.low = fields.number(bid)
    quote.bidSize = fields.number(bidSize)
    quote.ask = price.high = fields.number(ask)
    quote.askSize = fields.number(askSize)
    if (Number.isNaN(quote.bid + quote.ask + quote.bidSize + quote.askSize)) return 'not-a-number'
    const refused = refuseQuote(quote.bid, quote.bidSize, quote.ask, quote.askSize)
    if (refused !== undefined) return refused
    price.mid = (quote.bid + quote.ask) / 2
    quote.timestamp = stamped.timestamp
    quote.localTimestamp = row.time = stamped.localTimestamp
    row.instrument = stamped.instrument
    return row
  }
}

/** The column by which each data type of tardis.dev's CSV files is recognised; the first match applies. */
const kinds = [
  { marks: ['strike_price', 'expiration'], rows: optionsChainLines },
  { marks: ['funding_rate'], rows: derivativeTickerLines },
  { marks: ['is_snapshot', 'side', 'price', 'amount'], rows: bookChangeLines },
  { marks: ['asks[0].price', 'bids[0].price'], rows: bookSnapshotLines },
  { marks: ['bid_price', 'ask_price'], rows: quoteRows },
  { marks: ['side', 'price', 'amount'], rows: tradeRows },
] as const

const rows: Format = csvFormat((context, header, columns) => {
  const kind = kinds.find(({ marks }) => marks.every((mark) => header.optional(mark) >= 0))
  if (kind === undefined)
    throw new Fault(
      'bad-input',
      `${context.file}: row 1: wrong header, no tardis data type has the columns ${columns.slice(0, 8).join(',')}`,
    )
  return kind.rows(context, header)
})

const liquidations = /(?:^|_)liquidations(?:_|\.)/

/**
 * tardis.dev CSV: trades, quotes, book_snapshot_N, incremental_book_L2, derivative_ticker, options_chain, distinguished
 * by their columns. Files of liquidations have the columns of trades; every liquidation is among the trades already, so
 * that their rows are not needed.
 */
export const tardis: Format = {
  hasHeader: true,
  fixedTimes: 'microseconds since the epoch',
  start: (context) =>
    liquidations.test(basename(context.file))
      ? {
          line: (line) => context.sink.refuse('not-needed', line),
          end: () => undefined,
          isToldElsewhere: true,
        }
      : rows.start(context),
}
