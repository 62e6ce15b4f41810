import type { Timestamp } from '../../market/event'

/** What one source says the underlying is worth, and when that arrived here. */
export type PriceQuote = { readonly source: string; readonly price: number; readonly at: Timestamp }

/** When prices of several sources are good enough to trade on. */
export type PriceLimits = {
  /** Sources that must agree, a whole number ≥ 1. */
  readonly leastSources: number
  /** Seconds. */
  readonly maxAge: number
  /** Share of their median. */
  readonly maxDeviation: number
}
