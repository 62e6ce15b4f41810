import { refuseBar } from '../../../core/market/row-check'
import type { RecordedBarWithTurnover } from '../../../ports/recording-store'
import { csvFormat, type Fields, type Header, type Parsed } from './csv'
import { instrumentOf, type Format, type SourceContext } from './format'
import { parseTime } from './time'

/** Where a bar's parts stand in a row; -1 where the header has no such column. */
type BarColumns = {
  readonly time: number
  readonly prices: readonly number[]
  readonly volume: number
  readonly trades: number
  readonly buyVolume: number
  readonly quoteVolume: number
}

const isBroken = (value: number | undefined): boolean => value !== undefined && Number.isNaN(value)

const barRows = (context: SourceContext, columns: BarColumns) => {
  const instrument = instrumentOf(context)
  const [openAt, highAt, lowAt, closeAt] = columns.prices
  return (fields: Fields): Parsed => {
    const timestamp = parseTime(fields.text(columns.time))
    if (timestamp === undefined) return 'bad-time'
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

/** Binance klines with a header; buyer volume and quote volume where there. */
export const klines: Format = csvFormat((context, header) =>
  barRows(context, {
    time: header.required('open_time_ms', 'open_time'),
    prices: prices(header),
    volume: header.required('volume'),
    trades: header.optional('trade_count', 'number_of_trades', 'count', 'trades'),
    buyVolume: header.optional('taker_buy_base', 'taker_buy_volume', 'taker_buy_base_asset_volume'),
    quoteVolume: header.optional('quote_volume', 'quote_asset_volume'),
  }),
)

const timeNames = ['ts_ms', 'timestamp', 'date_time', 'datetime', 'date', 'time', 'open_time', 'open_time_ms', 'ts']

/** Bars with a time column and open, high, low, close, in any case and order; all four prices must be there. */
export const ohlcv: Format = csvFormat((context, header) =>
  barRows(context, {
    time: header.required(...timeNames),
    prices: prices(header),
    volume: header.optional('volume', 'vol', 'cum_vol'),
    trades: header.optional('trades', 'trade_count', 'cum_ticks'),
    buyVolume: header.optional('buy_volume'),
    quoteVolume: header.optional('quote_volume', 'cum_dollar'),
  }),
)
