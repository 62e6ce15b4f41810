import type { OptionSummary, RecordedBar, Timestamp } from './event'

/** Why a row of a source is refused. */
export type RefusalReason =
  | 'columns'
  | 'not-a-number'
  | 'bad-time'
  /** A reading of a clock that was put forward over it, or back so that it came twice. */
  | 'clock-skipped'
  | 'clock-repeated'
  | 'bad-side'
  | 'price-not-positive'
  | 'size-negative'
  | 'crossed'
  | 'high-low'
  | 'buy-above-volume'
  | 'implied-vol'
  | 'absurd-price'
  /** A bar in which the price went to another level: its range is that of no market. */
  | 'spans-levels'
  | 'time-back'
  | 'duplicate'
  | 'not-json'
  | 'no-venue-time'
  | 'superseded'
  | 'not-needed'
  // An execution outside the order book: a block trade, an insurance fund's, a deleveraging.
  | 'off-market'
  | 'unjudged'

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

/**
 * The finite number that a text spells in decimal, with an exponent or not ('1e+06'); undefined for '', '0x10', 'NaN',
 * 'Infinity', '1e999' and anything else.
 */
export const parseDecimal = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined
  const value = decimal.test(text) ? Number(text) : NaN
  return Number.isFinite(value) ? value : undefined
}

/** 1900-01-01 and 2100-01-01, microseconds. */
const earliest = -2_208_988_800_000_000
const latest = 4_102_444_800_000_000

/** True for a time in [1900, 2100). */
export const isPlausibleTime = (timestamp: Timestamp): boolean => timestamp >= earliest && timestamp < latest

/** Why a top of book is refused; undefined where it is sound. A locked market, bid = ask, is one. */
export const refuseQuote = (bid: number, bidSize: number, ask: number, askSize: number): RefusalReason | undefined => {
  if (!(bid > 0 && ask > 0)) return 'price-not-positive'
  if (!(bidSize >= 0 && askSize >= 0)) return 'size-negative'
  return bid > ask ? 'crossed' : undefined
}

/** Why a trade or a price level is refused; undefined where it is sound. */
export const refusePrice = (price: number, size: number): RefusalReason | undefined => {
  if (!(price > 0)) return 'price-not-positive'
  return size >= 0 ? undefined : 'size-negative'
}

/** Implied volatilities outside this range, annual fractions, are in another unit or wrong. */
const leastVol = 0.01
const greatestVol = 10

/**
 * Why a quotation of an option is refused; undefined where it is sound. Either side may be absent, and bid may equal
 * ask. The mark's volatility, or that of the ask or bid where there is no mark's, lies between 1 % and 1,000 %.
 */
export const refuseOption = (option: OptionSummary): RefusalReason | undefined => {
  const { strike, bid, ask, markPrice, underlyingPrice, indexPrice, bidSize, askSize, openInterest } = option
  const { bidIv, askIv, markIv } = option
  for (const price of [strike, bid, ask, underlyingPrice, indexPrice])
    if (price !== undefined && !(price > 0)) return 'price-not-positive'
  if (markPrice !== undefined && !(markPrice >= 0)) return 'price-not-positive'
  for (const size of [bidSize, askSize, openInterest, bidIv, askIv, markIv])
    if (size !== undefined && !(size >= 0)) return 'size-negative'
  if (bid !== undefined && ask !== undefined && bid > ask) return 'crossed'
  const vol = markIv ?? askIv ?? bidIv
  return vol === undefined || (vol >= leastVol && vol <= greatestVol) ? undefined : 'implied-vol'
}

/** Why a bar is refused; undefined where it is sound. */
export const refuseBar = ({
  open,
  high,
  low,
  close,
  volume,
}: Pick<RecordedBar, 'open' | 'high' | 'low' | 'close' | 'volume'>): RefusalReason | undefined => {
  if (!(open > 0 && high > 0 && low > 0 && close > 0)) return 'price-not-positive'
  if (!(volume >= 0)) return 'size-negative'
  return high >= low && open >= low && open <= high && close >= low && close <= high ? undefined : 'high-low'
}
