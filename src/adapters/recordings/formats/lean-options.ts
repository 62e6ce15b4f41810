import { DAY, emptyQuotation, SECOND, type OptionSummary, type Timestamp } from '../../../core/market/event'
import { parseDecimal, refuseBar, refuseOption, type RefusalReason } from '../../../core/market/row-check'
import type { RecordedBarWithTurnover } from '../../../ports/recording-store'
import { instrumentOf, type Format, type Row, type SourceContext } from './format'
import { newYorkMidnight } from './time'

const pattern =
  /^(\d{8})_(.+)_(minute|second)_(quote|trade|openinterest)_(?:american|european)_(call|put)_(\d+)_(\d{8})\.csv$/
/** Prices and strikes count ten-thousandths of a dollar. */
const perDollar = 1e4
const minute = 60 * SECOND
const hour = 3600 * SECOND
/** Options of these indices, by their own name, settle at the opening prices of the day they expire. */
const settledAtOpening: ReadonlySet<string> = new Set(['SPX', 'NDX', 'RUT', 'DJX', 'VIX'])
const [opening, closing] = [9.5 * hour, 16 * hour]

type Entry = {
  readonly midnight: Timestamp
  readonly length: Timestamp
  readonly content: 'quote' | 'trade' | 'openinterest'
  readonly ticker: string
  /** As the Options Clearing Corporation writes it, without spaces: AAPL140613C00450000. */
  readonly name: string
  readonly type: 'call' | 'put'
  readonly strike: number
  readonly expiry: Timestamp
}

const dated = (digits: string): string => `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`

/** Expiries on a Saturday or Sunday, as they were until 2015, trade for the last time on the Friday before. */
const lastTradingDay = (date: string): string => {
  const midday = Date.parse(`${date}T12:00:00Z`)
  const day = new Date(midday).getUTCDay()
  const back = day === 6 ? 1 : day === 0 ? 2 : 0
  return new Date(midday - (back * DAY) / 1000).toISOString().slice(0, 10)
}

/** What the name of an entry states; undefined for another name. */
const readEntry = (file: string): Entry | undefined => {
  const [, day, root, resolution, content, type, strike, expires] = pattern.exec(file) ?? []
  if (day === undefined) return undefined
  const [midnight, lastDay] = [newYorkMidnight(dated(day)), lastTradingDay(dated(expires))]
  const ticker = root.toUpperCase()
  const expiry = newYorkMidnight(lastDay) + (settledAtOpening.has(ticker) ? opening : closing)
  if (Number.isNaN(midnight + expiry)) return undefined
  const thousandths = String(Number(strike) / 10).padStart(8, '0')
  return {
    ...{ midnight, length: resolution === 'minute' ? minute : SECOND, ticker, expiry },
    content: content === 'quote' || content === 'trade' ? content : 'openinterest',
    name: `${ticker}${expires.slice(2)}${type === 'call' ? 'C' : 'P'}${thousandths}`,
    type: type === 'call' ? 'call' : 'put',
    strike: Number(strike) / perDollar,
  }
}

/** A price or size; undefined where the field is empty, NaN where it is not a number. */
const optional = (text: string): number | undefined => (text === '' ? undefined : (parseDecimal(text) ?? NaN))
const dollars = (text: string): number | undefined => {
  const value = optional(text)
  return value === undefined || value === 0 ? undefined : value / perDollar
}

/** What is known at the end of the interval: the last bid and ask, either of which may be absent. */
const quoteOf = (fields: readonly string[]): Partial<OptionSummary> | undefined => {
  if (fields.length !== 10) return undefined
  const [bid, ask] = [dollars(fields[3]), dollars(fields[8])]
  return {
    ...{ bid, bidSize: bid === undefined ? undefined : optional(fields[4]) },
    ...{ ask, askSize: ask === undefined ? undefined : optional(fields[9]) },
  }
}

const hasBroken = (values: readonly unknown[]): boolean => values.some((value) => Number.isNaN(value))

/**
 * LEAN's options by the minute or second: `<entry>,<row>`, where the name of the entry states date, ticker, content,
 * side, strike and expiry, and the row its milliseconds since midnight in New York and prices × 10,000. Quotes become
 * quotations of the option at the end of their interval, which the chain of the ticker holds; trades bars of the option
 * by its own name. Equity and index options; the prices of options on futures are not scaled so.
 */
export const leanOptions: Format = {
  hasHeader: false,
  split: 'named',
  fixedTimes: 'milliseconds since midnight in New York',
  start: (context: SourceContext) => {
    let [file, entry]: [string, Entry | undefined] = ['', undefined]

    const option = (of: Entry, from: Timestamp, parts: Partial<OptionSummary>): Row | RefusalReason => {
      const timestamp = from + of.length
      if (timestamp > of.expiry) return 'bad-time'
      const { name, type, strike, expiry, ticker } = of
      const summary: OptionSummary = {
        ...{ ...emptyQuotation, ...parts, kind: 'option-summary', timestamp, localTimestamp: timestamp },
        ...{ instrument: name, type, strike, expiry },
      }
      if (hasBroken(Object.values(summary))) return 'not-a-number'
      return (
        refuseOption(summary) ?? {
          instrument: instrumentOf({ ...context, venue: 'usa' }, { symbol: ticker }),
          ...{ events: [summary], stream: `${name} ${of.content}`, time: timestamp },
          ...{ identity: undefined, repeats: 'time', price: undefined },
        }
      )
    }

    const bar = ({ name }: Entry, timestamp: Timestamp, fields: readonly string[]): Row | RefusalReason => {
      if (fields.length !== 5) return 'columns'
      const [open, high, low, close] = fields.slice(0, 4).map((text) => dollars(text) ?? NaN)
      const volume = optional(fields[4]) ?? NaN
      if (Number.isNaN(open + high + low + close + volume)) return 'not-a-number'
      const recorded: RecordedBarWithTurnover = {
        ...{ kind: 'bar', timestamp, localTimestamp: timestamp, open, high, low, close, volume },
        ...{ trades: undefined, buyVolume: undefined, quoteVolume: undefined },
      }
      return (
        refuseBar(recorded) ?? {
          instrument: { venue: context.given.venue ?? 'usa', symbol: name },
          ...{ events: [recorded], stream: 'bars', time: timestamp, identity: undefined, repeats: 'time' },
          price: { low, high, mid: close },
        }
      )
    }

    const read = (raw: string): Row | RefusalReason => {
      const [name, millis, ...fields] = raw.split(',')
      if (name !== file) [file, entry] = [name, readEntry(name)]
      if (entry === undefined) return 'columns'
      const since = parseDecimal(millis)
      if (since === undefined || since < 0 || since >= 86_400_000) return 'bad-time'
      const from = entry.midnight + Math.round(since * 1000)
      if (entry.content === 'trade') return bar(entry, from, fields)
      if (entry.content === 'openinterest')
        return fields.length === 1 ? option(entry, from, { openInterest: optional(fields[0]) }) : 'columns'
      const quote = quoteOf(fields)
      return quote === undefined ? 'columns' : option(entry, from, quote)
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
