import { basename } from 'node:path'
import { Fault } from '../../../core/error'
import {
  emptyQuotation,
  type DerivativeTicker,
  type Level,
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
import { instrumentOf, type SourceContext } from './format'
import { unlessZero } from './option-chain'
import { csvFormat, type Parsed } from './csv'
import type { Fields } from './csv-fields'
import { isMicroseconds } from './time'

/** Files of spot trades name themselves after the pair: BTCUSDT_2025-05-19.csv, BTCUSDT-2025-05.csv. */
const spotName = /^([A-Z0-9]+)[_-]\d{4}-\d{2}/

type Columns = { readonly time: number; readonly side: number; readonly price: number; readonly size: number }

const rows =
  (context: SourceContext, columns: Columns, id: number, own: (fields: Fields) => { venue: string; symbol: string }) =>
  (fields: Fields): Parsed => {
    const [timestamp, by] = [context.times.read(fields.text(columns.time)), fields.text(columns.side).toLowerCase()]
    if (typeof timestamp === 'string') return timestamp
    if (by !== 'buy' && by !== 'sell') return 'bad-side'
    const trade: Trade = {
      ...{ kind: 'trade', timestamp, localTimestamp: timestamp, aggressor: by },
      ...{ price: fields.number(columns.price), size: fields.number(columns.size) },
    }
    if (Number.isNaN(trade.price + trade.size)) return 'not-a-number'
    return (
      refusePrice(trade.price, trade.size) ?? {
        instrument: instrumentOf(context, own(fields)),
        ...{ events: [trade], stream: 'trades', time: timestamp },
        ...{ identity: fields.text(id) || undefined, repeats: 'anywhere' },
        price: { low: trade.price, high: trade.price, mid: trade.price },
      }
    )
  }

/**
 * Bybit's daily files of trades. Derivatives: timestamp in seconds, symbol, side (the taker's), size, price,
 * trdMatchID; the size counts the base of a linear contract, dollars of an inverse one. Spot: id, timestamp in
 * milliseconds, price, volume, side; the pair stands in the name of the file.
 */
export const bybit = csvFormat((context, header) => {
  const columns = { time: header.required('timestamp'), side: header.required('side'), price: header.required('price') }
  const [symbol, match] = [header.optional('symbol'), header.optional('trdMatchID')]
  if (symbol >= 0 && match >= 0)
    return rows(context, { ...columns, size: header.required('size') }, match, (fields) => ({
      venue: 'bybit',
      symbol: fields.text(symbol),
    }))
  const pair = context.given.symbol ?? spotName.exec(basename(context.file))?.[1]
  const id = header.required('id')
  if (pair === undefined)
    throw new Fault('bad-input', `${context.file}: row 1: the file's name does not state the pair; give --symbol`)
  return rows(context, { ...columns, size: header.required('volume') }, id, () => ({
    venue: 'bybit-spot',
    symbol: pair,
  }))
})

type Read = CapturedRow | RefusalReason

const isBroken = (value: number | undefined): boolean => value !== undefined && Number.isNaN(value)

/** Block trades (BT) are agreed away from the book: they are flagged. */
const readTrades = (data: unknown, arrival: number | undefined, flag: SourceContext['flag']) => {
  if (!Array.isArray(data) || !data.every(isMessage)) return 'columns'
  const trades: { readonly id: string; readonly trade: Trade }[] = []
  for (const { T, S, p, v, i, BT } of data) {
    if (BT === true) {
      flag('block')
      continue
    }
    const timestamp = timeIn(T)
    if (timestamp === undefined) return 'bad-time'
    if (S !== 'Buy' && S !== 'Sell') return 'bad-side'
    const aggressor = S === 'Buy' ? 'buy' : 'sell'
    const [price, size] = [numberIn(p) ?? NaN, numberIn(v) ?? NaN]
    const stamps = { timestamp, localTimestamp: arrival ?? timestamp }
    trades.push({ id: String(i), trade: { kind: 'trade', ...stamps, price, size, aggressor } })
  }
  return trades.length === 0 ? 'off-market' : trades
}

/** The best level after changes of a side of which only the best is shown. */
const bestAfter = (best: Level | undefined, changes: readonly Level[]): Level | undefined => {
  let now = best
  for (const level of changes) {
    if (level.size > 0) now = level
    else if (now?.price === level.price) now = undefined
  }
  return now
}

/** Follows books by their update ids: those of the whole book rise by one, a snapshot begins anew. */
const startBooks = () => {
  const ids = new Map<string, number | undefined>()
  const tops = new Map<string, { readonly bid: Level | undefined; readonly ask: Level | undefined }>()
  return (instrument: InstrumentId, depth: number, message: Message, clocks: Clocks): Read => {
    const { data, type } = message
    if (!isMessage(data) || (type !== 'snapshot' && type !== 'delta')) return 'columns'
    const [bid, ask] = [levelsIn(data.b), levelsIn(data.a)]
    if (typeof bid === 'string') return bid
    if (typeof ask === 'string') return ask
    const isSnapshot = type === 'snapshot'
    const key = `${depth} ${instrument.symbol}`
    if (depth === 1) {
      const before = isSnapshot ? undefined : tops.get(key)
      const top = { bid: bestAfter(before?.bid, bid), ask: bestAfter(before?.ask, ask) }
      tops.set(key, top)
      return topRow(instrument, top.bid, top.ask, clocks)
    }
    const id = numberIn(data.u)
    const events = (): readonly MarketEvent[] => {
      const last = ids.get(key)
      ids.set(key, id)
      const follows = isSnapshot || (id !== undefined && last !== undefined && id === last + 1)
      const changes = changesOf({ bid, ask }, isSnapshot, clocks)
      return follows ? changes : [{ kind: 'gap', timestamp: clocks.timestamp, reason: 'sequence' }, ...changes]
    }
    return { instrument, events, stream: `book ${depth}`, time: clocks.localTimestamp, price: undefined }
  }
}

/** Volatilities are fractions; 0 stands for none. */
const readOption = (symbol: string, data: Message, clocks: Clocks): OptionSummary | RefusalReason => {
  const facts = instrumentFacts('bybit', symbol)
  if (facts?.option === undefined || facts.expiry === undefined) return 'columns'
  const given = (field: string): number | undefined => unlessZero(numberIn(data[field]))
  const option: OptionSummary = {
    ...{ ...emptyQuotation, kind: 'option-summary', ...clocks, instrument: symbol, expiry: facts.expiry },
    ...{ type: facts.option.type, strike: facts.option.strike },
    ...{ bid: given('bidPrice'), bidSize: given('bidSize'), ask: given('askPrice'), askSize: given('askSize') },
    ...{ markPrice: numberIn(data.markPrice), underlyingPrice: given('underlyingPrice') },
    ...{ indexPrice: given('indexPrice'), bidIv: given('bidIv'), askIv: given('askIv'), markIv: given('markPriceIv') },
    ...{ delta: numberIn(data.delta), gamma: numberIn(data.gamma), vega: numberIn(data.vega) },
    openInterest: numberIn(data.openInterest),
  }
  if (Object.values(option).some((value) => typeof value === 'number' && isBroken(value))) return 'not-a-number'
  return refuseOption(option) ?? option
}

const tickerFields = ['lastPrice', 'markPrice', 'indexPrice', 'fundingRate', 'openInterest'] as const

const readTicker = (data: Message, clocks: Clocks): DerivativeTicker | RefusalReason => {
  const [lastPrice, markPrice, indexPrice, fundingRate, openInterest] = tickerFields.map((name) => numberIn(data[name]))
  if ([lastPrice, markPrice, indexPrice, fundingRate, openInterest].some(isBroken)) return 'not-a-number'
  if ([lastPrice, markPrice, indexPrice].some((price) => price !== undefined && price <= 0)) return 'price-not-positive'
  if ((openInterest ?? 0) < 0) return 'size-negative'
  const due = numberIn(data.nextFundingTime)
  const fundingTime = due && isMicroseconds(due * 1_000) ? due * 1_000 : undefined
  const parts = { lastPrice, markPrice, indexPrice, fundingRate, openInterest, ...(fundingTime && { fundingTime }) }
  return { kind: 'derivative-ticker', ...clocks, ...parts }
}

const topicName = /^(publicTrade|tickers|orderbook\.(\d+))\.([A-Za-z0-9-]+)$/

/**
 * Captures of Bybit's public WebSocket (version 5), a message a line: publicTrade; orderbook.1 as quotes, deeper books
 * as changes with their update ids checked; tickers of derivatives and options, in force part by part until changed.
 * Other topics are not needed. Spot and derivatives share symbols and messages, so the venue must be given.
 */
export const bybitWs = captureFormat((context) => {
  if (context.given.venue === undefined)
    throw new Fault(
      'bad-input',
      `${context.file}: row 1: a capture of Bybit does not state its market; give --venue bybit (derivatives, options) or --venue bybit-spot`,
    )
  const trades = startTrades()
  const book = startBooks()
  const tickers = new Map<string, Message>()

  const ticker = (instrument: InstrumentId, symbol: string, message: Message, clocks: Clocks): Read => {
    if (!isMessage(message.data)) return 'columns'
    // A delta holds only what changed.
    const whole = { ...(message.type === 'delta' ? tickers.get(symbol) : undefined), ...message.data }
    tickers.set(symbol, whole)
    const isOption = instrumentFacts('bybit', symbol)?.option !== undefined
    const event = isOption ? readOption(symbol, whole, clocks) : readTicker(whole, clocks)
    if (typeof event === 'string') return event
    const price = event.kind === 'option-summary' ? event.underlyingPrice : (event.markPrice ?? event.lastPrice)
    return {
      ...{ instrument, events: [event], stream: `ticker ${symbol}`, time: clocks.localTimestamp },
      price: price === undefined ? undefined : { low: price, high: price, mid: price },
    }
  }

  return (message, arrival): Read => {
    const { topic, ts, cts, data } = message
    const [, kind, depth, symbol] = (typeof topic === 'string' && topicName.exec(topic)) || []
    if (kind === undefined) return 'not-needed'
    const chain = instrumentFacts('bybit', symbol)?.option?.underlying
    const instrument = instrumentOf(context, { symbol: chain ?? symbol })
    if (kind === 'publicTrade') {
      const read = readTrades(data, arrival, context.flag)
      return typeof read === 'string' ? read : trades(instrument, read)
    }
    const timestamp = timeIn(cts ?? ts)
    if (timestamp === undefined) return 'bad-time'
    const clocks = { timestamp, localTimestamp: arrival ?? timestamp }
    if (kind === 'tickers') return ticker(instrument, symbol, message, clocks)
    return book(instrument, Number(depth), message, clocks)
  }
})
