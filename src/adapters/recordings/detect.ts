import { basename } from 'node:path'
import { Fault } from '../../core/error'
import { formatNames, type FormatName } from './formats'
import { orderBookFile } from './formats/lobster'
import { headOf } from './source'
import { nameOf, type DataFile } from './unpack'

/** What is looked at: the name of a file and its first lines. */
type Sample = { readonly file: string; readonly lines: readonly string[] }

/** Names of the columns as a header states them, in lower case; a bilingual one counts by its first name. */
const columnsOf = ({ lines }: Sample): ReadonlySet<string> => {
  const header = lines.find((line) => !/^\s*"?(?:https?:|www\.|#|sep=)/i.test(line)) ?? ''
  return new Set(header.split(/[,;\t]/).map((name) => name.trim().replace(/^"|"$/g, '').split('/')[0].toLowerCase()))
}

const fieldsOfRow = ({ lines }: Sample, row: number): readonly string[] => (lines[row] ?? '').split(/[,;\t]/)

type Sign = (sample: Sample, columns: ReadonlySet<string>) => string | undefined

/** The columns that a format has and, as far as it takes, those that tell it from others. */
const named =
  (what: string, names: readonly string[], not: readonly string[] = []): Sign =>
  (_, columns) =>
    names.every((name) => columns.has(name)) && !not.some((name) => columns.has(name))
      ? `${what}: columns ${names.join(', ')}`
      : undefined

const first = (...signs: readonly Sign[]): Sign => {
  return (sample, columns) => {
    for (const sign of signs) {
      const because = sign(sample, columns)
      if (because !== undefined) return because
    }
    return undefined
  }
}

/** A piece of text in one of the first lines, which hold JSON. */
const message =
  (what: string, text: RegExp): Sign =>
  ({ lines }) => {
    const found = lines.map((line) => text.exec(line)?.[0]).find((piece) => piece !== undefined)
    return found === undefined ? undefined : `${what}: messages with ${found}`
  }

const epoch = /^"?\d{10,19}(?:\.\d+)?"?$/

/** Rows without a header: an epoch, then numbers, as many fields as the format has columns. */
const positional =
  (what: string, count: number): Sign =>
  (sample) => {
    const fields = fieldsOfRow(sample, 0)
    const isData = epoch.test(fields[0]) && fields.slice(1).every((field) => /^"?[+-]?[\d.eE+-]+"?$/.test(field))
    return isData && fields.length === count
      ? `${what}: ${count} numbers a row without a header, the first a time`
      : undefined
  }

const prices = ['open', 'high', 'low', 'close'] as const
const clocks = ['timestamp', 'local_timestamp'] as const
const barTimes = ['ts_ms', 'timestamp', 'date_time', 'datetime', 'date', 'time', 'ts', 'unix', '<date>', 'open time']

/** Why a file may be of each format; undefined where it is not. */
const signs: Readonly<Record<FormatName, Sign>> = {
  tardis: first(
    named('tardis options_chain', [...clocks, 'strike_price', 'expiration']),
    named('tardis derivative_ticker', [...clocks, 'funding_rate']),
    named('tardis incremental_book_L2', [...clocks, 'is_snapshot', 'side', 'price', 'amount']),
    named('tardis book_snapshot', [...clocks, 'asks[0].price', 'bids[0].price']),
    named('tardis quotes', [...clocks, 'bid_price', 'ask_price', 'bid_amount', 'ask_amount']),
    named('tardis liquidations or trades', [...clocks, 'side', 'price', 'amount'], ['is_snapshot']),
  ),
  klines: first(
    named('klines', ['open_time', ...prices]),
    named('klines', ['open_time_ms', ...prices]),
    named('klines', ['open time', ...prices]),
    positional('klines', 12),
    positional('klines', 11),
  ),
  ohlcv: (sample, columns) => {
    if (['open_time', 'open_time_ms', 'open time', 'count'].some((name) => columns.has(name))) return undefined
    const time = barTimes.find((name) => columns.has(name))
    return time === undefined ? undefined : named('bars', [time, ...prices])(sample, columns)
  },
  'binance-ws': first(
    message('Binance', /"e":"(?:trade|aggTrade|depthUpdate|bookTicker)"/),
    message('Binance', /"stream":"[a-z0-9_]+@(?:trade|aggTrade|depth|bookTicker)/),
  ),
  lobster: ({ file }) => (orderBookFile(file) === undefined ? undefined : 'LOBSTER: the name of a message file'),
  'deribit-chain': (sample, columns) =>
    columns.has('instrument_name') && !columns.has('implied_volatility')
      ? first(
          named('chain with volatilities', ['instrument_name', 'mark_iv']),
          named('chain with prices', ['instrument_name', 'underlying_price', 'mark_price']),
          named('chain with prices', ['instrument_name', 'underlying_price', 'bid_price', 'ask_price']),
        )(sample, columns)
      : undefined,
  'deribit-panel': first(
    named('panel of chains', ['instrument_name', 'implied_volatility', 'expiry_datetime']),
    named('prices of perpetuals beside a panel', ['instrument_name', 'candle_price_used']),
    named('marks of futures beside a panel', ['futures_instrument_name', 'snapshot_term_mark_price']),
  ),
  'option-quotes': (_, columns) => {
    if (columns.has('instrument_name') || columns.has('local_timestamp')) return undefined
    const of = (...names: readonly string[]): string | undefined => names.find((name) => columns.has(name))
    const found = [of('expiration', 'expiry', 'expiration_date', 'expire_date'), of('strike', 'strike_price')]
    const kind = of('option_type', 'type', 'call_put', 'cp_flag', 'right')
    return [...found, kind].includes(undefined)
      ? undefined
      : `quotes of options: columns ${[...found, kind].join(', ')}`
  },
  'deribit-summary': ({ lines }) =>
    /^\s*[[{]/.test(lines[0] ?? '') &&
    lines.some((line) => /"(?:mark_iv|mark_price|underlying_price)"\s*:/.test(line)) &&
    lines.some((line) => /"instrument_name"\s*:/.test(line))
      ? 'Deribit book summary: JSON with instrument_name and mark_price'
      : undefined,
  databento: named('Databento', ['ts_event', 'publisher_id', 'instrument_id', 'action']),
  okx: named('OKX daily trades', ['trade_id', 'side', 'price', 'size', 'created_time']),
  'okx-ws': message('OKX', /"arg":\s*\{\s*"channel":\s*"[\w-]+"/),
  // BitMEX's daily files have the same columns and times in words.
  bybit: (sample, columns) =>
    epoch.test(fieldsOfRow(sample, 1)[columns.has('trdmatchid') ? 0 : 1] ?? '')
      ? first(
          named('Bybit daily trades', ['timestamp', 'symbol', 'side', 'size', 'price', 'trdmatchid']),
          named('Bybit daily spot trades', ['id', 'timestamp', 'price', 'volume', 'side']),
        )(sample, columns)
      : undefined,
  'bybit-ws': message('Bybit', /"topic":\s*"(?:publicTrade|orderbook|tickers)\.[\w.-]+"/),
  kaiko: first(
    named('Kaiko trades', ['date', 'price', 'amount', 'sell'], ['open']),
    named('Kaiko top of book', ['ts_exchange', 'ts_collection', 'type', 'price', 'size']),
    named('Kaiko bars', ['timestamp', 'count', ...prices, 'volume']),
    positional('Kaiko bars', 8),
  ),
  published: ({ lines }, columns) =>
    /^\s*[[{]/.test(lines[0] ?? '') && !lines.some((line) => /"(?:arg|topic|stream|e|instrument_name)"\s*:/.test(line))
      ? message(
          'published funding or delivery prices',
          /"(?:delivery_price|deliveryPrice|interest_1h|fundingRateTimestamp|fundingTime)"/,
        )({ file: '', lines }, columns)
      : undefined,
  'lean-options': ({ file }) =>
    /^\d{8}_.+_(?:minute|second)_(?:quote|trade|openinterest)_(?:american|european)_(?:call|put)_\d+_\d{8}\.csv$/.test(
      basename(file),
    )
      ? 'LEAN options: the name of the file'
      : undefined,
}

export type Detected = { readonly format: FormatName; readonly because: string }

/**
 * The format of a file and why it is that; a `bad-input` fault where none fits or more than one does.
 * @internal
 */
export const detectFormat = (sample: Sample): Detected => {
  const columns = columnsOf(sample)
  const found = formatNames.flatMap((format) => {
    const because = signs[format](sample, columns)
    return because === undefined ? [] : [{ format, because }]
  })
  if (found.length === 1) return found[0]
  const start = (sample.lines[0] ?? '').slice(0, 80)
  if (found.length === 0)
    throw new Fault(
      'bad-input',
      `${sample.file}: row 1: no format fits '${start}'; give --format, one of ${formatNames.join(', ')}`,
    )
  const candidates = found.map(({ format, because }) => `${format} (${because})`).join(', or ')
  throw new Fault('bad-input', `${sample.file}: row 1: may be ${candidates}; give --format`)
}

/** Lines that are looked at. */
const sampleLines = 50

/** The format of a file, told by its name and first lines. `bad-input` faults as `detectFormat`, or as the file's. */
export const detectFile = async (data: DataFile): Promise<Detected> => {
  const file = nameOf(data)
  const { lines } = await headOf({ name: file, files: [data] })
  return detectFormat({ file, lines: lines.slice(0, sampleLines).map(({ raw }) => raw) })
}
