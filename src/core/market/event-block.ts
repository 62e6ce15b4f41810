/** What a row of an event block is. */
export const EventKind = { trade: 0, quote: 1, gap: 2 } as const

/**
 * Trades, quotes and gaps of one instrument as columns, in time order: the hot-path twin of `Trade | Quote | Gap`. A
 * trade uses `price`, `size` and `side` (+1 buyer crossed, −1 seller crossed, 0 unknown); a quote uses `bid`,
 * `bidSize`, `ask`, `askSize`; a gap uses `timestamp` alone. Columns that a row does not use hold 0 and are never read.
 * Only the first `length` rows count.
 */
export type EventBlock = {
  readonly length: number
  readonly kind: Uint8Array
  /** Microseconds since the epoch, non-decreasing. */
  readonly timestamp: Float64Array
  readonly price: Float64Array
  readonly size: Float64Array
  readonly side: Int8Array
  readonly bid: Float64Array
  readonly bidSize: Float64Array
  readonly ask: Float64Array
  readonly askSize: Float64Array
}

export const emptyBlock = (capacity: number): EventBlock => ({
  length: capacity,
  kind: new Uint8Array(capacity),
  timestamp: new Float64Array(capacity),
  price: new Float64Array(capacity),
  size: new Float64Array(capacity),
  side: new Int8Array(capacity),
  bid: new Float64Array(capacity),
  bidSize: new Float64Array(capacity),
  ask: new Float64Array(capacity),
  askSize: new Float64Array(capacity),
})
