import { Fault } from '../../../core/error'
import { emptyQuotation, type OptionSummary, type Timestamp } from '../../../core/market/event'
import type { RefusalReason } from '../../../core/market/row-check'
import { readHeader, type Header } from './csv'
import type { Fields } from './csv-fields'
import { instrumentOf, type Format, type SourceContext } from './format'
import { chainCsv, unlessZero, type ReadOption } from './option-chain'

/** What data vendors of listed options call each column, in lower case as headers are read. */
const spellings = {
  time: ['quote_datetime', 'quote_date', 'timestamp', 'datetime', 'trade_date', 'date'],
  expiry: ['expiration', 'expiry', 'expiration_date', 'expire_date'],
  root: ['root', 'underlying_symbol', 'underlying', 'symbol', 'ticker'],
  strike: ['strike', 'strike_price'],
  type: ['option_type', 'type', 'call_put', 'cp_flag', 'right'],
  ...{ bid: ['bid', 'bid_price'], ask: ['ask', 'ask_price'] },
  ...{ bidSize: ['bid_size', 'bidsize'], askSize: ['ask_size', 'asksize'] },
  mark: ['mark', 'mark_price', 'settlement', 'settle', 'close'],
  indexPrice: ['underlying_price', 'underlying_last'],
  ...{ underlyingBid: ['underlying_bid'], underlyingAsk: ['underlying_ask'] },
  vol: ['implied_volatility', 'iv', 'impl_volatility'],
  ...{ delta: ['delta'], gamma: ['gamma'], vega: ['vega'] },
  interest: ['open_interest'],
} as const

/** Close of trading, where quotes of a day stand and options expire, by the clocks of the zone; China's is earlier. */
const closing = '16:00:00'
const closings: Readonly<Record<string, string>> = { sse: '15:00:00', szse: '15:00:00' }

const day = /^\d{4}-\d{2}-\d{2}$/

const types: Readonly<Record<string, 'call' | 'put'>> = { c: 'call', call: 'call', p: 'put', put: 'put' }

/** As the Options Clearing Corporation writes it, without spaces: SPXW180105C02700000. */
const nameOf = (root: string, expiry: string, type: 'call' | 'put', strike: number): string =>
  `${root}${expiry.slice(2, 10).replaceAll('-', '')}${type === 'call' ? 'C' : 'P'}${String(Math.round(1000 * strike)).padStart(8, '0')}`

const optionReader = (context: SourceContext, header: Header) => {
  const at = (part: keyof typeof spellings): number => header.optional(...spellings[part])
  const [time, expiry, strike] = [spellings.time, spellings.expiry, spellings.strike].map((n) => header.required(...n))
  const [type, root] = [header.required(...spellings.type), at('root')]
  const close = closings[context.given.venue ?? ''] ?? closing
  /** A day stands for the close of its trading: nothing of it is known before. */
  const read = (text: string): Timestamp | RefusalReason =>
    context.times.read(day.test(text) ? `${text} ${close}` : text)
  const share = context.given.impliedVols === 'percent' ? 100 : 1
  const values = {
    ...{ bid: at('bid'), ask: at('ask'), bidSize: at('bidSize'), askSize: at('askSize'), markPrice: at('mark') },
    ...{ delta: at('delta'), gamma: at('gamma'), vega: at('vega'), openInterest: at('interest') },
  }
  const [price, bid, ask, vol] = [at('indexPrice'), at('underlyingBid'), at('underlyingAsk'), at('vol')]
  return (fields: Fields): ReadOption | RefusalReason => {
    const [timestamp, expires] = [read(fields.text(time)), read(fields.text(expiry))]
    if (typeof timestamp === 'string') return timestamp
    if (typeof expires === 'string') return expires
    if (expires <= timestamp) return 'bad-time'
    const kind = types[fields.text(type).toLowerCase()]
    const instrument = instrumentOf({ ...context, venue: 'usa' }, { symbol: fields.text(root) || undefined })
    const at = fields.number(strike)
    if (kind === undefined || instrument.symbol === '' || !(at > 0)) return 'columns'
    const own = Object.fromEntries(Object.entries(values).map(([name, place]) => [name, fields.optional(place)]))
    const [low, high] = [fields.optional(bid), fields.optional(ask)]
    const mid = low === undefined || high === undefined ? undefined : (low + high) / 2
    const markIv = unlessZero(fields.optional(vol))
    const option: OptionSummary = {
      ...{ ...emptyQuotation, ...own, kind: 'option-summary', timestamp, localTimestamp: timestamp },
      ...{ instrument: nameOf(instrument.symbol, fields.text(expiry), kind, at), type: kind, strike: at },
      ...{ expiry: expires, bid: unlessZero(own.bid), ask: unlessZero(own.ask) },
      ...{ bidSize: own.bid ? own.bidSize : undefined, askSize: own.ask ? own.askSize : undefined },
      indexPrice: unlessZero(fields.optional(price)) ?? unlessZero(mid),
      markIv: markIv === undefined ? undefined : markIv / share,
    }
    for (const value of Object.values(option))
      if (typeof value === 'number' && Number.isNaN(value)) return 'not-a-number'
    return { instrument, option, isInverse: false }
  }
}

/**
 * Quotes of listed options, one a row, as vendors of equity and index options write them: expiry, strike, call or put
 * in columns of their own, prices in the currency of the strike. A day without an hour is that of the close of trading
 * (16:00 in the zone, 15:00 at sse and szse), of a quote as of an expiry. The price of the share or index is that of
 * the index, not of a forward, which put-call parity tells.
 */
export const optionQuotes: Format = {
  hasHeader: true,
  start: (context) => {
    const header = readHeader(context.file, context.dialect.columns)
    const has = (part: keyof typeof spellings): boolean => header.optional(...spellings[part]) >= 0
    if (!has('bid') && !has('ask') && !has('mark') && !has('vol'))
      throw new Fault(
        'bad-input',
        `${context.file}: row 1: wrong header, neither prices (bid, ask, close) nor implied_volatility`,
      )
    context.note('days', `close of trading, ${closings[context.given.venue ?? ''] ?? closing} in the zone`)
    return chainCsv(context, optionReader(context, header))
  },
}
