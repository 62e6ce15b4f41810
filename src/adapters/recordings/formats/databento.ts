import type { MarketEvent, Timestamp } from '../../../core/market/event'
import { parseDecimal, refusePrice, refuseQuote } from '../../../core/market/row-check'
import { csvFormat, type Header, type Parsed } from './csv'
import type { Fields } from './csv-fields'
import { instrumentOf, type SourceContext } from './format'

/** Whole prices count billionths; the greatest 64-bit number stands for no price. */
const billionths = 1e9
const noPrice = '9223372036854775807'

/**
 * A price as DBN writes it: with a point as it is, whole as billionths. Undefined where there is none, NaN where it is
 * not a number.
 */
const priceIn = (text: string): number | undefined => {
  if (text === '' || text === noPrice || text === 'nan' || text === 'NaN') return undefined
  const value = parseDecimal(text) ?? NaN
  return /[.eE]/.test(text) ? value : value / billionths
}

/** Bits of `flags`: the time of receipt is wrong; the book may be, since the source lost messages. */
const [badReceipt, badBook] = [8, 4]

const aggressors = { A: 'sell', B: 'buy', N: undefined } as const
const isSide = (side: string): side is keyof typeof aggressors => side in aggressors

/** What each kind of row does to the top of the book; trades leave it as it is until the row after them. */
const bookActions: ReadonlySet<string> = new Set(['A', 'C', 'M'])

type Stamp = { readonly timestamp: Timestamp; readonly localTimestamp: Timestamp }
type Read = { readonly events: readonly MarketEvent[]; readonly stream: string; readonly price: number | undefined }

const tradeReader = (header: Header) => {
  const [side, price, size] = [header.required('side'), header.required('price'), header.required('size')]
  return (fields: Fields, stamp: Stamp): Read | Extract<Parsed, string> => {
    const [by, at, amount] = [fields.text(side), priceIn(fields.text(price)), fields.number(size)]
    if (!isSide(by)) return 'bad-side'
    if (at === undefined) return 'price-not-positive'
    if (Number.isNaN(at + amount)) return 'not-a-number'
    return (
      refusePrice(at, amount) ?? {
        events: [{ kind: 'trade', ...stamp, price: at, size: amount, aggressor: aggressors[by] }],
        stream: 'trades',
        price: at,
      }
    )
  }
}

const quoteReader = (header: Header) => {
  const [bid, ask] = [header.optional('bid_px_00'), header.optional('ask_px_00')]
  const [bidSize, askSize] = [header.optional('bid_sz_00'), header.optional('ask_sz_00')]
  return (fields: Fields, stamp: Stamp): Read | Extract<Parsed, string> => {
    const [b, a] = [priceIn(fields.text(bid)), priceIn(fields.text(ask))]
    const [bs, as] = [fields.number(bidSize), fields.number(askSize)]
    // A side without orders: there is no quote.
    if (a === undefined || b === undefined) return 'price-not-positive'
    if (Number.isNaN(b + a + bs + as)) return 'not-a-number'
    return (
      refuseQuote(b, bs, a, as) ?? {
        events: [{ kind: 'quote', ...stamp, bid: b, bidSize: bs, ask: a, askSize: as }],
        stream: 'quotes',
        price: (a + b) / 2,
      }
    )
  }
}

/**
 * Databento's trades, MBP-1 and TBBO as CSV, times in nanoseconds or ISO, prices in billionths or with a point. Trades
 * (action T) take the aggressor from `side` (A sells, B buys); added, cancelled and changed orders (A, C, M) give the
 * quote after them; a cleared book (R), and a row whose flags doubt the book, a gap. Instruments are named by `symbol`,
 * else by number; venues by number as `databento-<publisher>`, unless given.
 */
export const databento = csvFormat((context: SourceContext, header) => {
  const [event, received] = [header.required('ts_event'), header.optional('ts_recv')]
  const [action, flags] = [header.required('action'), header.optional('flags')]
  const [symbol, id, publisher] = [
    header.optional('symbol'),
    header.required('instrument_id'),
    header.required('publisher_id'),
  ]
  const [trade, quote] = [tradeReader(header), quoteReader(header)]

  const read = (fields: Fields, stamp: Stamp): Read | Extract<Parsed, string> => {
    const kind = fields.text(action)
    const bits = fields.optional(flags) ?? 0
    if (Number.isNaN(bits)) return 'not-a-number'
    if (kind === 'T') return trade(fields, stamp)
    const gap = (reason: 'session-end' | 'sequence'): Read => ({
      events: [{ kind: 'gap', timestamp: stamp.timestamp, reason }],
      ...{ stream: 'quotes', price: undefined },
    })
    if (kind === 'R') return gap('session-end')
    if (!bookActions.has(kind)) return kind === 'N' || kind === 'F' ? 'not-needed' : 'columns'
    return (bits & badBook) !== 0 ? gap('sequence') : quote(fields, stamp)
  }

  return (fields): Parsed => {
    const timestamp = context.times.read(fields.text(event))
    if (typeof timestamp === 'string') return timestamp
    const isReceiptBad = ((fields.optional(flags) ?? 0) & badReceipt) !== 0
    const localTimestamp = isReceiptBad || received < 0 ? timestamp : context.times.read(fields.text(received))
    if (typeof localTimestamp === 'string') return localTimestamp
    const part = read(fields, { timestamp, localTimestamp })
    if (typeof part === 'string') return part
    const { events, stream, price } = part
    const own = {
      venue: `databento-${fields.text(publisher)}`,
      symbol: (symbol < 0 ? '' : fields.text(symbol)) || fields.text(id),
    }
    return {
      instrument: instrumentOf(context, own),
      // Files are in the order of receipt.
      ...{ events, stream, time: isReceiptBad ? undefined : localTimestamp, identity: undefined, repeats: 'next' },
      price: price === undefined ? undefined : { low: price, high: price, mid: price },
    }
  }
})
