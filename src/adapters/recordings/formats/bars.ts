import { refuseBar } from '../../../core/market/row-check'
import type { RecordedBarWithTurnover } from '../../../ports/recording-store'
import { csvFormat, rowInstrument, type Header, type Parsed } from './csv'
import type { Fields } from './csv-fields'
import type { InstrumentId } from '../../../core/market/instrument'
import type { Format, SourceContext } from './format'
import { volumeColumns } from './volume-columns'

/** Where a bar's parts stand in a row; -1 where the header has no such column. */
type BarColumns = {
  readonly instrument: (fields: Fields) => InstrumentId | undefined
  readonly time: number
  /** A column with the time of day of the date in `time`. */
  readonly clock?: number
  readonly prices: readonly number[]
  readonly volume: number
  readonly trades: number
  readonly buyVolume: number
  readonly quoteVolume: number
}

const isBroken = (value: number | undefined): boolean => value !== undefined && Number.isNaN(value)

const barRows = (context: SourceContext, columns: BarColumns) => {
  const clock = columns.clock ?? -1
  if (columns.volume < 0) context.note('volume', 'absent, 0 in every bar')
  const [openAt, highAt, lowAt, closeAt] = columns.prices
  return (fields: Fields): Parsed => {
    const instrument = columns.instrument(fields)
    if (instrument === undefined) return 'columns'
    const date = fields.text(columns.time)
    const timestamp = context.times.read(clock < 0 ? date : `${date} ${fields.text(clock)}`)
    if (typeof timestamp === 'string') return timestamp
    const open = fields.number(openAt)
    const high = fields.number(highAt)
    const low = fields.number(lowAt)
    const close = fields.number(closeAt)
    // Only a source without a volume column has bars of volume 0 by default.
    const volume = columns.volume < 0 ? 0 : fields.number(columns.volume)
    const trades = fields.optional(columns.trades)
    const buyVolume = fields.optional(columns.buyVolume)
    const quoteVolume = fields.optional(columns.quoteVolume)
    if (Number.isNaN(open + high + low + close + volume)) return 'not-a-number'
    if (isBroken(trades) || isBroken(buyVolume) || isBroken(quoteVolume)) return 'not-a-number'
    if ((trades ?? 0) < 0 || (buyVolume ?? 0) < 0 || (quoteVolume ?? 0) < 0) return 'size-negative'
    if (buyVolume !== undefined && buyVolume > volume * (1 + 1e-9)) return 'buy-above-volume'
    const bar: RecordedBarWithTurnover = {
      kind: 'bar',
      timestamp,
      localTimestamp: timestamp,
      open,
      high,
      low,
      close,
      volume,
      trades: trades === undefined ? undefined : Math.round(trades),
      buyVolume,
      quoteVolume,
    }
    return (
      refuseBar(bar) ?? {
        instrument,
        events: [bar],
        stream: 'bars',
        time: timestamp,
        identity: undefined,
        repeats: 'time',
        price: { low, high, mid: close },
      }
    )
  }
}

const prices = (header: Header): readonly number[] =>
  ['open', 'high', 'low', 'close'].map((name) => header.required(name))

/** The columns of a Binance kline, in the order of files that have no header. */
const klineColumns = [
  ...['open_time', 'open', 'high', 'low', 'close', 'volume', 'close_time', 'quote_volume', 'count'],
  ...['taker_buy_volume', 'taker_buy_quote_volume', 'ignore'],
]

/** Binance klines, with a header or without; buyer volume and quote volume where there. */
export const klines: Format = csvFormat(
  (context, header, columns) =>
    barRows(context, {
      instrument: rowInstrument(context, header, columns),
      time: header.required('open_time', 'open_time_ms'),
      prices: prices(header),
      volume: header.required('volume'),
      trades: header.optional('trade_count', 'number_of_trades', 'num_trades', 'count', 'trades'),
      buyVolume: header.optional(
        ...['taker_buy_base', 'taker_buy_volume', 'taker_buy_base_volume', 'taker_buy_base_asset_volume'],
      ),
      quoteVolume: header.optional('quote_volume', 'quote_asset_volume'),
    }),
  klineColumns,
)

const timeNames = [
  ...['ts_ms', 'timestamp', 'unix', 'unix_timestamp', 'epoch', 'date_time', 'datetime', 'time_utc', 'gmt_time'],
  ...['local_time', 'open_time', 'open_time_ms', 'time_open', 'ts'],
]

/** One column with the whole stamp, or a date and its time of day in two. */
const timeColumns = (header: Header): Pick<BarColumns, 'time' | 'clock'> => {
  const whole = header.optional(...timeNames)
  if (whole >= 0) return { time: whole }
  const [date, clock] = [header.optional('date', 'day', 'dt'), header.optional('time', 'clock')]
  return date >= 0 && clock >= 0 ? { time: date, clock } : { time: header.required('date', 'time', 'day', 'dt') }
}

/**
 * Bars with a time column, or a date and a time column, and open, high, low, close, in any case and order; all four
 * prices must be there. A volume column may carry the unit that it counts ('Volume ETH', 'Volume USD').
 */
export const ohlcv: Format = csvFormat((context, header, columns) =>
  barRows(context, {
    instrument: rowInstrument(context, header, columns),
    ...timeColumns(header),
    prices: prices(header),
    ...volumeColumns(context, header, columns),
    trades: header.optional('trades', 'trade_count', 'tradecount', 'cum_ticks'),
    buyVolume: header.optional('buy_volume'),
  }),
)
