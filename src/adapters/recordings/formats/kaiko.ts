import { Fault } from '../../../core/error'
import type { Quote, Trade } from '../../../core/market/event'
import type { RecordedBarWithTurnover } from '../../../ports/recording-store'
import { refuseBar, refusePrice, refuseQuote } from '../../../core/market/row-check'
import { csvFormat, rowInstrument, type Header, type Parsed } from './csv'
import type { Fields } from './csv-fields'
import { instrumentOf, type SourceContext } from './format'

/** trades: id, exchange, symbol, date, price, amount, sell (whether the taker sold). */
const tradeRows = (context: SourceContext, header: Header) => {
  const [id, exchange, symbol] = [header.optional('id'), header.optional('exchange'), header.optional('symbol')]
  const [date, price] = [header.required('date', 'timestamp'), header.required('price')]
  const [amount, sell] = [header.required('amount'), header.required('sell', 'taker_side_sell')]
  return (fields: Fields): Parsed => {
    const [timestamp, sold] = [context.times.read(fields.text(date)), fields.text(sell).toLowerCase()]
    if (typeof timestamp === 'string') return timestamp
    if (sold !== 'true' && sold !== 'false') return 'bad-side'
    const trade: Trade = {
      ...{ kind: 'trade', timestamp, localTimestamp: timestamp, aggressor: sold === 'true' ? 'sell' : 'buy' },
      ...{ price: fields.number(price), size: fields.number(amount) },
    }
    if (Number.isNaN(trade.price + trade.size)) return 'not-a-number'
    const own = { venue: fields.text(exchange) || undefined, symbol: fields.text(symbol) || undefined }
    return (
      refusePrice(trade.price, trade.size) ?? {
        instrument: instrumentOf(context, own),
        ...{ events: [trade], stream: 'trades', time: timestamp },
        ...{ identity: fields.text(id) || undefined, repeats: 'anywhere' },
        price: { low: trade.price, high: trade.price, mid: trade.price },
      }
    )
  }
}

type Top = { bid: number | undefined; bidSize: number; ask: number | undefined; askSize: number }

/** Top of book: one side a row (type a or b), the other as it was; a row before both are known is accepted alone. */
const topRows = (context: SourceContext, header: Header) => {
  const [venueTime, localTime] = [header.required('ts_exchange'), header.required('ts_collection')]
  const [exchange, symbol, type] = [header.optional('exchange'), header.optional('symbol'), header.required('type')]
  const [price, size] = [header.required('price'), header.required('size')]
  const tops = new Map<string, Top>()
  return (fields: Fields): Parsed => {
    const [timestamp, localTimestamp] = [
      context.times.read(fields.text(venueTime)),
      context.times.read(fields.text(localTime)),
    ]
    if (typeof timestamp === 'string') return timestamp
    if (typeof localTimestamp === 'string') return localTimestamp
    const [side, at, amount] = [fields.text(type), fields.number(price), fields.number(size)]
    if (side !== 'a' && side !== 'b') return 'bad-side'
    if (Number.isNaN(at + amount)) return 'not-a-number'
    const refused = refusePrice(at, amount)
    if (refused !== undefined) return refused
    const own = { venue: fields.text(exchange) || undefined, symbol: fields.text(symbol) || undefined }
    const key = `${own.venue} ${own.symbol}`
    const before = tops.get(key) ?? { bid: undefined, bidSize: 0, ask: undefined, askSize: 0 }
    const top: Top = side === 'a' ? { ...before, ask: at, askSize: amount } : { ...before, bid: at, bidSize: amount }
    tops.set(key, top)
    const { bid, bidSize, ask, askSize } = top
    const row = {
      instrument: instrumentOf(context, own),
      ...{ stream: 'quotes', time: localTimestamp, identity: undefined, repeats: 'next' as const },
    }
    if (bid === undefined || ask === undefined) return { ...row, events: [], price: undefined }
    const quote: Quote = { kind: 'quote', timestamp, localTimestamp, bid, bidSize, ask, askSize }
    return (
      refuseQuote(bid, bidSize, ask, askSize) ?? {
        ...{ ...row, events: [quote] },
        price: { low: bid, high: ask, mid: (bid + ask) / 2 },
      }
    )
  }
}

/** Columns of the bars by position: Kaiko's files of them have no header. */
const kaikoBarColumns = ['timestamp', 'count', 'open', 'high', 'low', 'close', 'volume', 'price'] as const

/** Bars with their count of trades; `price` is the mean by volume. An interval without a trade has none. */
const barRows = (context: SourceContext, header: Header, columns: readonly string[]) => {
  const instrumentIn = rowInstrument(context, header, columns)
  const time = header.required('timestamp')
  const prices = ['open', 'high', 'low', 'close'].map((name) => header.required(name))
  const [volume, count] = [header.required('volume'), header.required('count')]
  return (fields: Fields): Parsed => {
    const instrument = instrumentIn(fields)
    if (instrument === undefined) return 'columns'
    const timestamp = context.times.read(fields.text(time))
    if (typeof timestamp === 'string') return timestamp
    const trades = fields.number(count)
    if (trades === 0) return 'not-needed'
    const [open, high, low, close] = prices.map((position) => fields.number(position))
    const bar: RecordedBarWithTurnover = {
      ...{ kind: 'bar', timestamp, localTimestamp: timestamp, open, high, low, close, trades },
      ...{ volume: fields.number(volume), buyVolume: undefined, quoteVolume: undefined },
    }
    if (Number.isNaN(open + high + low + close + bar.volume + trades)) return 'not-a-number'
    return (
      refuseBar(bar) ?? {
        ...{ instrument, events: [bar], stream: 'bars', time: timestamp, identity: undefined, repeats: 'time' },
        price: { low, high, mid: close },
      }
    )
  }
}

/** Kaiko's CSV files: trades, bars with count and mean price, tick-level top of book, told apart by their columns. */
export const kaiko = csvFormat((context, header, columns) => {
  const has = (...names: readonly string[]): boolean => names.every((name) => header.optional(name) >= 0)
  if (has('ts_exchange', 'ts_collection', 'type')) return topRows(context, header)
  if (has('price', 'amount') && (has('sell') || has('taker_side_sell'))) return tradeRows(context, header)
  if (has('count', 'open', 'high', 'low', 'close', 'volume')) return barRows(context, header, columns)
  throw new Fault(
    'bad-input',
    `${context.file}: row 1: wrong header, no data type of Kaiko has the columns ${columns.slice(0, 8).join(',')}`,
  )
}, kaikoBarColumns)
