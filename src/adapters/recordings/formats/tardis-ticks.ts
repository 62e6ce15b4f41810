import type { Quote, Trade } from '../../../core/market/event'
import { refusePrice, refuseQuote } from '../../../core/market/row-check'
import type { Header, Parsed } from './csv'
import type { Fields } from './fields'
import type { SourceContext } from './format'
import { stampReader } from './tardis-stamp'

/** trades: id, side (buy, sell, unknown or empty), price, amount. */
export const tradeRows = (context: SourceContext, header: Header) => {
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
export const quoteRows = (context: SourceContext, header: Header) => {
  const stamp = stampReader(context, header)
  const [bid, bidSize] = [header.required('bid_price'), header.required('bid_amount')]
  const [ask, askSize] = [header.required('ask_price'), header.required('ask_amount')]
  return (fields: Fields): Parsed => {
    const stamped = stamp(fields)
    if (typeof stamped === 'string') return stamped
    const { instrument, timestamp, localTimestamp } = stamped
    const quote: Quote = {
      kind: 'quote',
      timestamp,
      localTimestamp,
      bid: fields.number(bid),
      bidSize: fields.number(bidSize),
      ask: fields.number(ask),
      askSize: fields.number(askSize),
    }
    if (Number.isNaN(quote.bid + quote.ask + quote.bidSize + quote.askSize)) return 'not-a-number'
    return (
      refuseQuote(quote.bid, quote.bidSize, quote.ask, quote.askSize) ?? {
        instrument,
        events: [quote],
        stream: 'quotes',
        time: localTimestamp,
        identity: undefined,
        repeats: 'next',
        price: { low: quote.bid, high: quote.ask, mid: (quote.bid + quote.ask) / 2 },
      }
    )
  }
}
