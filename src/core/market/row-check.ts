import type { Timestamp } from './event'

/** Why a row of a source is not taken over. */
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
  | 'absurd-price'
  | 'time-back'
  | 'duplicate'
  | 'not-json'
  | 'no-venue-time'
  | 'superseded'
  | 'not-needed'

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

/** The finite number that a text spells in decimal, with an exponent or not ('1e+06'); undefined for '', '0x10', 'NaN', 'Infinity', '1e999' and anything else. */
export const parseDecimal = (text: string | undefined): number | undefined => {
  if (text === undefined || !decimal.test(text)) return undefined
  const value = Number(text)
  return Number.isFinite(value) ? value : undefined
}

/** 1900-01-01 and 2100-01-01, microseconds. */
const earliest = -2_208_988_800_000_000
const latest = 4_102_444_800_000_000

/** True for a time in [1900, 2100). */
export const isPlausibleTime = (timestamp: Timestamp): boolean => timestamp >= earliest && timestamp < latest

/** What is wrong with a top of book: undefined where nothing is. */
export const refuseQuote = (bid: number, bidSize: number, ask: number, askSize: number): RefusalReason | undefined => {
  if (!(bid > 0 && ask > 0)) return 'price-not-positive'
  if (!(bidSize >= 0 && askSize >= 0)) return 'size-negative'
  if (bid > ask) return 'crossed'
  return bid === ask ? 'locked' : undefined
}

/** What is wrong with a trade or a price level: undefined where nothing is. */
export const refusePrice = (price: number, size: number): RefusalReason | undefined => {
  if (!(price > 0)) return 'price-not-positive'
  return size >= 0 ? undefined : 'size-negative'
}

/** What is wrong with a bar: undefined where nothing is. */
export const refuseBar = (
  open: number,
  high: number,
  low: number,
  close: number,
  volume: number,
): RefusalReason | undefined => {
  if (!(open > 0 && high > 0 && low > 0 && close > 0)) return 'price-not-positive'
  if (!(volume >= 0)) return 'size-negative'
  return high >= low && open >= low && open <= high && close >= low && close <= high ? undefined : 'high-low'
}
