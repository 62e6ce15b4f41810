import type { BookChange, DerivativeTicker, OptionSummary, Quote, Timestamp, Trade } from '../../../core/market/event'
import type { RefusalReason } from '../../../core/market/row-check'
import { instrumentFacts } from '../../../core/market/venues/instrument-facts'
import { isMessage, startMessageFields, type Message } from '../messages'

const readLevel = (level: unknown): { readonly price: number; readonly size: number } | RefusalReason => {
  if (!Array.isArray(level) || level.length !== 3) return 'columns'
  const [action, price, amount] = level as readonly unknown[]
  if (action !== 'new' && action !== 'change' && action !== 'delete') return 'columns'
  if (typeof price !== 'number' || typeof amount !== 'number') return 'not-a-number'
  if (!Number.isFinite(price) || !Number.isFinite(amount)) return 'not-a-number'
  return { price, size: action === 'delete' ? 0 : amount }
}

/** Follows the book of one instrument: each message names the one before it. */
export type BookReader = {
  /** The changes of a message; 'gap' where the message before it is missing; or why it cannot be taken. */
  readonly read: (data: Message) => readonly BookChange[] | RefusalReason | 'gap'
}

export const startBook = (): BookReader => {
  let last: number | undefined
  return {
    read: (data) => {
      const fields = startMessageFields(data)
      const [timestamp, id] = [fields.time('timestamp'), fields.number('change_id')]
      const previous = fields.optional('prev_change_id')
      const isSnapshot = data.type === 'snapshot'
      const fault = fields.fault()
      if (fault !== undefined) return fault
      if (!isSnapshot && (last === undefined || previous !== last)) return 'gap'
      const changes: BookChange[] = []
      for (const side of ['bid', 'ask'] as const) {
        const levels = data[`${side}s`]
        if (!Array.isArray(levels)) return 'columns'
        for (const level of levels) {
          const read = readLevel(level)
          if (typeof read === 'string') return read
          changes.push({ kind: 'book-change', timestamp, localTimestamp: 0, isSnapshot, side, ...read })
        }
      }
      last = id
      return changes
    },
  }
}

/** Arrival is stamped by the supervisor. */
const localTimestamp: Timestamp = 0

/** Volatilities come in percent; 0 stands for none. */
const fraction = (percent: number | undefined): number | undefined => (percent ? percent / 100 : undefined)

/** A side of the book on which nobody quotes comes as 0. */
const someone = (value: number | undefined): number | undefined => value || undefined

/** What the fields of an option's state are called. */
const tickerFields = {
  ...{ time: 'timestamp', bid: 'best_bid_price', bidSize: 'best_bid_amount' },
  ...{ ask: 'best_ask_price', askSize: 'best_ask_amount' },
}
/** A summary of the book has neither sizes nor the volatilities of bid and ask. */
const summaryFields = {
  ...{ time: 'creation_timestamp', bid: 'bid_price', bidSize: 'bid_amount', ask: 'ask_price', askSize: 'ask_amount' },
}

const readOptionBy =
  (spelling: typeof tickerFields) =>
  (name: string, data: Message): OptionSummary | RefusalReason => {
    const { option, expiry } = instrumentFacts('deribit', name) ?? {}
    if (option === undefined || expiry === undefined) return 'columns'
    const fields = startMessageFields(data)
    // A ticker without Greeks is one whose model price is not settled: they are absent, not wrong.
    const greeks = startMessageFields(data.greeks ?? {})
    const { type, strike } = option
    const summary: OptionSummary = {
      ...{ kind: 'option-summary', timestamp: fields.time(spelling.time), localTimestamp, instrument: name },
      ...{ type, strike, expiry },
      bid: someone(fields.optional(spelling.bid)),
      bidSize: someone(fields.optional(spelling.bidSize)),
      ask: someone(fields.optional(spelling.ask)),
      askSize: someone(fields.optional(spelling.askSize)),
      markPrice: fields.optional('mark_price'),
      underlying: typeof data.underlying_index === 'string' ? data.underlying_index : undefined,
      underlyingPrice: fields.optional('underlying_price'),
      indexPrice: fields.optional('index_price'),
      bidIv: fraction(fields.optional('bid_iv')),
      askIv: fraction(fields.optional('ask_iv')),
      markIv: fraction(fields.optional('mark_iv')),
      delta: greeks.optional('delta'),
      gamma: greeks.optional('gamma'),
      vega: greeks.optional('vega'),
      openInterest: fields.optional('open_interest'),
    }
    return fields.fault() ?? greeks.fault() ?? summary
  }

const readOption = readOptionBy(tickerFields)

/**
 * An option of an answer to public/get_book_summary_by_currency, which has neither sizes nor an index price, or why it
 * cannot be taken; one that has expired by its own time is 'bad-time'.
 */
export const readBookSummary = (name: string, data: Message): OptionSummary | RefusalReason => {
  const option = readOptionBy(summaryFields)(name, data)
  return typeof option !== 'string' && option.expiry <= option.timestamp ? 'bad-time' : option
}

const readDerivative = (data: Message): DerivativeTicker | RefusalReason => {
  const fields = startMessageFields(data)
  const ticker: DerivativeTicker = {
    ...{ kind: 'derivative-ticker', timestamp: fields.time('timestamp'), localTimestamp },
    lastPrice: fields.optional('last_price'),
    markPrice: fields.optional('mark_price'),
    indexPrice: fields.optional('index_price'),
    fundingRate: fields.optional('current_funding'),
    openInterest: fields.optional('open_interest'),
  }
  return fields.fault() ?? ticker
}

/** The state of a future or perpetual, or of an option, or why it cannot be taken. */
export const readTicker = (name: string, data: Message): DerivativeTicker | OptionSummary | RefusalReason =>
  instrumentFacts('deribit', name)?.option === undefined ? readDerivative(data) : readOption(name, data)

/** A top of book; a side without orders has the price 0, which the screen refuses. */
export const readQuote = (data: Message): Quote | RefusalReason => {
  const fields = startMessageFields(data)
  const quote: Quote = {
    ...{ kind: 'quote', timestamp: fields.time('timestamp'), localTimestamp },
    bid: fields.optional('best_bid_price') ?? 0,
    bidSize: fields.number('best_bid_amount'),
    ask: fields.optional('best_ask_price') ?? 0,
    askSize: fields.number('best_ask_amount'),
  }
  return fields.fault() ?? quote
}

/** One execution and its id; a block trade, agreed outside the book, is refused as 'off-market'. */
export const readTrade = (data: unknown): { readonly id: string; readonly trade: Trade } | RefusalReason => {
  const fields = startMessageFields(data)
  const [id, direction] = [fields.text('trade_id'), fields.text('direction')]
  const isBlock = isMessage(data) && data.block_trade_id !== undefined
  const trade: Trade = {
    ...{ kind: 'trade', timestamp: fields.time('timestamp'), localTimestamp },
    price: fields.number('price'),
    size: fields.number('amount'),
    aggressor: direction === 'buy' ? 'buy' : 'sell',
  }
  const fault = fields.fault()
  if (fault !== undefined) return fault
  if (isBlock) return 'off-market'
  return direction === 'buy' || direction === 'sell' ? { id, trade } : 'bad-side'
}
