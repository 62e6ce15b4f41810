import type { Timestamp } from './event'

/** Signed volume of a bar: by the recorded aggressor, else by the quote or tick rule. */
export type BarFlow = { readonly buyVolume: number; readonly sellVolume: number }

/** Book statistics of a bar. */
export type BarQuote = {
  /** At the close. */
  readonly bid: number
  readonly bidSize: number
  readonly ask: number
  readonly askSize: number
  /** Time-weighted mean of (ask − bid) / mid over the bar, dimensionless. */
  readonly relativeSpread: number
  /** Time-weighted mean of (bidSize + askSize) / 2 over the bar, in units of the underlying. */
  readonly depth: number
  /**
   * Order-flow imbalance: sum of the Cont-Kukanov-Stoikov event contributions over the bar, in units of the underlying.
   */
  readonly orderFlowImbalance: number
  /** Quote changes in the bar. */
  readonly updates: number
}

/**
 * One fixed-time bar. Prices are the mid where the recording has quotes, else the last trade (or the recorded bar's
 * own). Absent parts are undefined: a recording of plain OHLCV has neither flow nor quote.
 */
export type Bar = {
  /** Close time: everything in the bar happened before it. */
  readonly timestamp: Timestamp
  readonly periodSeconds: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
  /** Price times size, summed. */
  readonly turnover: number
  readonly trades: number | undefined
  readonly flow: BarFlow | undefined
  readonly quote: BarQuote | undefined
  /**
   * Sum of squared log returns of the sub-intervals inside the bar (dimensionless, not annualised), undefined where
   * there are none.
   */
  readonly realizedVariance: number | undefined
  /** At-the-money implied volatility in force at the close, annual fraction. */
  readonly impliedVol: number | undefined
  /** Funding rate in force at the close, per the venue's funding period. */
  readonly fundingRate: number | undefined
  /** True on the first bar after a gap (session start, outage): its return spans the gap. */
  readonly afterGap: boolean
}

/** Bars in time order: an array, or a table that makes them on access. */
export type Bars = Iterable<Bar> & { readonly length: number; readonly at: (place: number) => Bar | undefined }
