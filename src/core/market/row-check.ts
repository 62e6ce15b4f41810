import type { OptionSummary, RecordedBar, Timestamp } from './event'

/** Why a row of a source is refused. */
export type RefusalReason =
  | 'columns'
  | 'not-a-number'
  | 'bad-time'
  | 'bad-side'
  | 'price-not-positive'
  | 'size-negative'
  | 'crossed'
  | 'locked'
  | 'high-low'
  | 'buy-above-volume'
  | 'implied-vol'
  | 'absurd-price'
  | 'time-back'
  | 'duplicate'
  | 'not-json'
  | 'no-venue-time'
  | 'superseded'
  | 'not-needed'
  | 'unjudged'

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

const [zero, nine, dot, plus, minus] = [48, 57, 46, 43, 45]

/** Exact in a double, as is every whole number below 2^53: their quotient is the nearest double to the decimal. */
const tens = Array.from({ length: 17 }, (_, exponent) => 10 ** exponent)

const spelledWithin = (text: string, from: number, to: number): number => {
  const spelling = text.slice(from, to)
  if (!decimal.test(spelling)) return NaN
  const value = Number(spelling)
  return Number.isFinite(value) ? value : NaN
}

/**
 * The number that the characters from `from` up to `to` of a text spell, as `parseDecimal` reads it; NaN where there
 * is none.
 */
export const decimalWithin = (text: string, from: number, to: number): number => {
  const first = from < to ? text.charCodeAt(from) : zero
  let at = first === minus || first === plus ? from + 1 : from
  let [whole, digits, scale] = [0, 0, 0]
  for (let fraction = false; at < to; at++) {
    const code = text.charCodeAt(at)
    if (code >= zero && code <= nine) {
      whole = whole * 10 + (code - zero)
      digits++
      if (fraction) scale++
    } else if (code === dot && !fraction && digits > 0) fraction = true
    else break
  }
  if (at < to || digits === 0 || digits > 16 || whole > Number.MAX_SAFE_INTEGER) return spelledWithin(text, from, to)
  const value = scale === 0 ? whole : whole / tens[scale]
  return first === minus ? -value : value
}

/**
 * The finite number that a text spells in decimal, with an exponent or not ('1e+06'); undefined for '', '0x10', 'NaN',
 * 'Infinity', '1e999' and anything else.
 */
export const parseDecimal = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined
  const value = decimalWithin(text, 0, text.length)
  return Number.isNaN(value) ? undefined : value
}

/** 1900-01-01 and 2100-01-01, microseconds. */
const earliest = -2_208_988_800_000_000
const latest = 4_102_444_800_000_000

/** True for a time in [1900, 2100). */
export const isPlausibleTime = (timestamp: Timestamp): boolean => timestamp >= earliest && timestamp < latest

/** Why a top of book is refused; undefined where it is sound. */
export const refuseQuote = (bid: number, bidSize: number, ask: number, askSize: number): RefusalReason | undefined => {
  if (!(bid > 0 && ask > 0)) return 'price-not-positive'
  if (!(bidSize >= 0 && askSize >= 0)) return 'size-negative'
  if (bid > ask) return 'crossed'
  return bid === ask ? 'locked' : undefined
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
