import { basename } from 'node:path'
import {
  emptyQuotation,
  type DerivativeTicker,
  type MarketEvent,
  type OptionSummary,
  type Trade,
} from '../../../core/market/event'
import { refuseOption, type RefusalReason, refusePrice } from '../../../core/market/row-check'
import { instrumentFacts } from '../../../core/market/venues/instrument-facts'
import type { InstrumentId } from '../../../ports/recording-store'
import {
  captureFormat,
  changesOf,
  isMessage,
  levelsIn,
  numberIn,
  startTrades,
  timeIn,
  topRow,
  type CapturedRow,
  type Clocks,
  type Message,
} from './capture'
import { instrumentOf } from './format'
import { unlessZero } from './option-chain'
import { Fault } from '../../../core/error'
import { csvFormat, readHeader, type Parsed } from './csv'
import { isMicroseconds } from './time'

/** The daily files name themselves after the instrument. */
const dailyName = /^(.+?)-(?:agg)?trades-\d{4}-\d{2}-\d{2}/

/**
 * OKX's daily files of trades: instrument_name, trade_id, side (the taker's), price, size (contracts of a derivative,
 * units of the base of a pair), created_time in milliseconds. Older files name each column twice, '/' between, and the
 * instrument in the name of the file alone.
 */
export const okx = csvFormat((context, _, columns) => {
  const header = readHeader(
    context.file,
    columns.map((name) => name.split('/')[0]),
  )
  const [id, side] = [header.required('trade_id'), header.required('side')]
  const [price, size] = [header.required('price'), header.required('size')]
  const [time, name] = [header.required('created_time'), header.optional('instrument_name')]
  const fileSymbol = dailyName.exec(basename(context.file))?.[1]
  if (name < 0 && fileSymbol === undefined && context.given.symbol === undefined)
    throw new Fault(
      'bad-input',
      `${context.file}: row 1: neither a column nor the file's name states the instrument; give --symbol`,
    )
  return (fields): Parsed => {
    const [timestamp, by] = [context.times.read(fields.text(time)), fields.text(side).toLowerCase()]
    if (typeof timestamp === 'string') return timestamp
    if (by !== 'buy' && by !== 'sell') return 'bad-side'
    const trade: Trade = {
      ...{ kind: 'trade', timestamp, localTimestamp: timestamp, aggressor: by },
      ...{ price: fields.number(price), size: fields.number(size) },
    }
    if (Number.isNaN(trade.price + trade.size)) return 'not-a-number'
    const symbol = (name < 0 ? '' : fields.text(name)) || fileSymbol
    return (
      refusePrice(trade.price, trade.size) ?? {
        instrument: instrumentOf(context, { venue: 'okx', symbol }),
        ...{ events: [trade], stream: 'trades', time: timestamp },
        ...{ identity: fields.text(id) || undefined, repeats: 'anywhere' },
        price: { low: trade.price, high: trade.price, mid: trade.price },
      }
    )
  }
})

type Read = CapturedRow | RefusalReason

const isBroken = (value: number | undefined): boolean => value !== undefined && Number.isNaN(value)

const readTrade = (row: Message, { timestamp, localTimestamp }: Clocks): Trade | RefusalReason => {
  const { side } = row
  if (side !== 'buy' && side !== 'sell') return 'bad-side'
  const [price, size] = [numberIn(row.px) ?? NaN, numberIn(row.sz) ?? NaN]
  return { kind: 'trade', timestamp, localTimestamp, price, size, aggressor: side }
}

/** Volatilities are fractions; Greeks those of Black and Scholes, not the ones in coin. 0 stands for none. */
const readOption = (row: Message, clocks: Clocks): OptionSummary | RefusalReason => {
  const facts = typeof row.instId === 'string' ? instrumentFacts('okx', row.instId) : undefined
  if (facts?.option === undefined || facts.expiry === undefined) return 'columns'
  const [bidIv, askIv, markIv, forward] = ['bidVol', 'askVol', 'markVol', 'fwdPx'].map((field) =>
    unlessZero(numberIn(row[field])),
  )
  const [delta, gamma, vega] = ['deltaBS', 'gammaBS', 'vegaBS'].map((field) => numberIn(row[field]))
  const { type, strike } = facts.option
  const option: OptionSummary = {
    ...{ ...emptyQuotation, kind: 'option-summary', ...clocks, instrument: facts.symbol, type, strike },
    ...{ expiry: facts.expiry, underlyingPrice: forward, bidIv, askIv, markIv, delta, gamma, vega },
  }
  if ([forward, bidIv, askIv, markIv, delta, gamma, vega].some(isBroken)) return 'not-a-number'
  return refuseOption(option) ?? option
}

/** Channels that hold one figure of a derivative: what it is and the field that holds it. */
const figures: Readonly<Record<string, readonly [string, string]>> = {
  'mark-price': ['markPrice', 'markPx'],
  'funding-rate': ['fundingRate', 'fundingRate'],
  'open-interest': ['openInterest', 'oi'],
}

const emptyTicker = {
  ...{ lastPrice: undefined, markPrice: undefined, indexPrice: undefined },
  ...{ fundingRate: undefined, openInterest: undefined },
}

const readFigure = (row: Message, [part, field]: readonly [string, string], clocks: Clocks) => {
  const value = numberIn(row[field])
  if (value === undefined) return 'columns'
  if (Number.isNaN(value)) return 'not-a-number'
  if (part === 'markPrice' && !(value > 0)) return 'price-not-positive'
  if (part === 'openInterest' && value < 0) return 'size-negative'
  const ticker: DerivativeTicker = { ...emptyTicker, kind: 'derivative-ticker', ...clocks, [part]: value }
  const due = part === 'fundingRate' ? numberIn(row.fundingTime) : undefined
  if (due !== undefined && isMicroseconds(due * 1_000))
    return { ticker: { ...ticker, fundingTime: due * 1_000 }, price: undefined }
  return { ticker, price: part === 'markPrice' ? value : undefined }
}

const updates: ReadonlySet<string> = new Set(['books', 'books-l2-tbt', 'books50-l2-tbt'])

/** Follows the books by their sequence numbers: an update names the one before it. */
const startBooks = () => {
  const last = new Map<string, number | undefined>()
  return (instrument: InstrumentId, action: unknown, row: Message, clocks: Clocks): Read => {
    const [bid, ask] = [levelsIn(row.bids), levelsIn(row.asks)]
    if (typeof bid === 'string') return bid
    if (typeof ask === 'string') return ask
    if (action !== 'snapshot' && action !== 'update') return 'columns'
    const isSnapshot = action === 'snapshot'
    const events = (): readonly MarketEvent[] => {
      const follows = isSnapshot || numberIn(row.prevSeqId) === last.get(instrument.symbol)
      last.set(instrument.symbol, numberIn(row.seqId))
      const changes = changesOf({ bid, ask }, isSnapshot, clocks)
      return follows ? changes : [{ kind: 'gap', timestamp: clocks.timestamp, reason: 'sequence' }, ...changes]
    }
    return { instrument, events, stream: 'book', time: clocks.localTimestamp, price: undefined }
  }
}

/**
 * Captures of OKX's public WebSocket, a message a line: trades, trades-all; bbo-tbt as quotes; books5 as whole books;
 * books, books-l2-tbt and books50-l2-tbt as changes with their sequence checked; mark-price, funding-rate and
 * open-interest as tickers; opt-summary as options. Other channels are not needed.
 */
export const okxWs = captureFormat((context) => {
  const trades = startTrades()
  const book = startBooks()

  const readMany = (
    channel: string,
    rows: readonly Message[],
    instrument: InstrumentId,
    arrival: number | undefined,
  ) => {
    const read: { readonly id: string; readonly event: Trade | OptionSummary }[] = []
    for (const row of rows) {
      const timestamp = timeIn(row.ts)
      if (timestamp === undefined) return 'bad-time'
      const clocks = { timestamp, localTimestamp: arrival ?? timestamp }
      const event = channel === 'opt-summary' ? readOption(row, clocks) : readTrade(row, clocks)
      if (typeof event === 'string') return event
      read.push({ id: String(row.tradeId), event })
    }
    const executions = read.flatMap(({ id, event }) => (event.kind === 'trade' ? [{ id, trade: event }] : []))
    if (executions.length > 0) return trades(instrument, executions)
    const options = read.flatMap(({ event }) => (event.kind === 'option-summary' ? [event] : []))
    const forward = options.find(({ underlyingPrice }) => underlyingPrice !== undefined)?.underlyingPrice
    const row: CapturedRow = {
      ...{ instrument, events: options, stream: 'options', time: read.at(-1)!.event.localTimestamp },
      price: forward === undefined ? undefined : { low: forward, high: forward, mid: forward },
    }
    return row
  }

  const readOne = (channel: string, message: Message, row: Message, arrival: number | undefined) => {
    const timestamp = timeIn(row.ts)
    if (timestamp === undefined) return 'bad-time'
    const clocks = { timestamp, localTimestamp: arrival ?? timestamp }
    const instrument = named(message, row)
    if (updates.has(channel)) return book(instrument, message.action, row, clocks)
    if (channel in figures) {
      const figure = readFigure(row, figures[channel], clocks)
      if (typeof figure === 'string') return figure
      const { ticker, price } = figure
      const prices = price === undefined ? undefined : { low: price, high: price, mid: price }
      return { instrument, events: [ticker], stream: channel, time: clocks.localTimestamp, price: prices }
    }
    const [bids, asks] = [levelsIn(row.bids), levelsIn(row.asks)]
    if (typeof bids === 'string') return bids
    if (typeof asks === 'string') return asks
    if (channel === 'bbo-tbt') return topRow(instrument, bids[0], asks[0], clocks)
    const events: readonly MarketEvent[] = [{ kind: 'book-snapshot', ...clocks, bids, asks }]
    return { instrument, events, stream: 'book', time: clocks.localTimestamp, price: undefined }
  }

  /** Options go under what they are on, all else under its name. */
  const named = ({ arg }: Message, row: Message): InstrumentId => {
    const own = row.instId ?? (isMessage(arg) ? arg.instId : undefined)
    const symbol = typeof own === 'string' ? own : undefined
    const chain = symbol === undefined ? undefined : instrumentFacts('okx', symbol)?.option?.underlying
    return instrumentOf(context, { venue: 'okx', symbol: chain ?? symbol })
  }

  return (message, arrival): Read => {
    const { arg, data } = message
    if (!isMessage(arg) || !Array.isArray(data)) return 'not-needed'
    const { channel } = arg
    const rows: readonly unknown[] = data
    if (typeof channel !== 'string') return 'columns'
    const isMany = channel === 'trades' || channel === 'trades-all' || channel === 'opt-summary'
    if (!isMany && !updates.has(channel) && !(channel in figures) && channel !== 'bbo-tbt' && channel !== 'books5')
      return 'not-needed'
    if (rows.length === 0 || !rows.every(isMessage)) return 'columns'
    if (isMany) return readMany(channel, rows, named(message, rows[0]), arrival)
    return rows.length === 1 ? readOne(channel, message, rows[0], arrival) : 'columns'
  }
})
