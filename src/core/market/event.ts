/** Microseconds since the Unix epoch, UTC. Exact in a double until the year 2255. */
export type Timestamp = number

export const SECOND = 1_000_000
export const DAY = 86_400 * SECOND

/** Annual time in a microsecond: calendar years of 365 days, as expiries count them. */
export const YEARS_PER_MICROSECOND = 1 / (365 * DAY)

export type Side = 'buy' | 'sell'

/** The two clocks of an event: the venue's time of it and its arrival here. */
export type Stamped = { readonly timestamp: Timestamp; readonly localTimestamp: Timestamp }

/** One execution. `aggressor` is the side that crossed the spread, undefined where the venue does not give it. */
export type Trade = Stamped & {
  readonly kind: 'trade'
  readonly price: number
  readonly size: number
  readonly aggressor: Side | undefined
}

/** Top of book after a change. bid ≤ ask (equal: a locked market), sizes ≥ 0. */
export type Quote = Stamped & {
  readonly kind: 'quote'
  readonly bid: number
  readonly bidSize: number
  readonly ask: number
  readonly askSize: number
}

export type Level = { readonly price: number; readonly size: number }

/** The whole visible book; bids falling, asks rising. */
export type BookSnapshot = Stamped & {
  readonly kind: 'book-snapshot'
  readonly bids: readonly Level[]
  readonly asks: readonly Level[]
}

/** One price level set to a size; size 0 removes it. `isSnapshot` marks rows that rebuild the book from nothing. */
export type BookChange = Stamped & {
  readonly kind: 'book-change'
  readonly isSnapshot: boolean
  readonly side: 'bid' | 'ask'
  readonly price: number
  readonly size: number
}

/** Perpetual or future: funding per its venue's period, open interest in contracts. */
export type DerivativeTicker = Stamped & {
  readonly kind: 'derivative-ticker'
  readonly lastPrice: number | undefined
  readonly markPrice: number | undefined
  readonly indexPrice: number | undefined
  readonly fundingRate: number | undefined
  /** When that rate is paid, where the venue tells. */
  readonly fundingTime?: Timestamp | undefined
  readonly openInterest: number | undefined
}

/**
 * What a quotation of an option states; whatever it does not state is undefined. Prices of the option (bid, ask, mark)
 * are in the contract's own unit: the coin where it is inverse, the quote currency where it is linear. The prices of
 * the underlying and of the index are in the quote currency. Implied volatilities are annual fractions (0.5 = 50 %).
 */
export type OptionQuotation = {
  /** The best bid, > 0; undefined where nobody bids. The same of the ask. */
  readonly bid: number | undefined
  readonly bidSize: number | undefined
  readonly ask: number | undefined
  readonly askSize: number | undefined
  /** The venue's mark, ≥ 0: it rounds that of a worthless option to 0. */
  readonly markPrice: number | undefined
  /** What the option is priced on: a dated future or an index, by the source's name. */
  readonly underlying: string | undefined
  readonly underlyingPrice: number | undefined
  readonly indexPrice: number | undefined
  readonly bidIv: number | undefined
  readonly askIv: number | undefined
  readonly markIv: number | undefined
  readonly delta: number | undefined
  readonly gamma: number | undefined
  readonly vega: number | undefined
  readonly openInterest: number | undefined
}

/** A quotation that states nothing, to add to. */
export const emptyQuotation: OptionQuotation = {
  ...{ bid: undefined, bidSize: undefined, ask: undefined, askSize: undefined, markPrice: undefined },
  ...{ underlying: undefined, underlyingPrice: undefined, indexPrice: undefined },
  ...{ bidIv: undefined, askIv: undefined, markIv: undefined },
  ...{ delta: undefined, gamma: undefined, vega: undefined, openInterest: undefined },
}

/** One option of a chain. */
export type OptionSummary = Stamped &
  OptionQuotation & {
    readonly kind: 'option-summary'
    readonly instrument: string
    readonly type: 'call' | 'put'
    readonly strike: number
    readonly expiry: Timestamp
  }

/** A bar as its source recorded it; `timestamp` is its opening time. */
export type RecordedBar = Stamped & {
  readonly kind: 'bar'
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
  readonly trades: number | undefined
  readonly buyVolume: number | undefined
}

/**
 * Why a record is broken. 'level-change': prices beyond a factor of ten of those before it stayed there (a split, a
 * redenomination, a crash), so that prices before and after do not compare.
 */
export const gapReasons = ['disconnect', 'session-end', 'sequence', 'level-change'] as const

/** The record is broken here: quotes and books from before are no longer in force. */
export type Gap = {
  readonly kind: 'gap'
  readonly timestamp: Timestamp
  readonly reason: (typeof gapReasons)[number]
}

/** The true state of a simulated market. `variance` is the instantaneous annual variance of the log price. */
export type Truth = {
  readonly kind: 'truth'
  readonly timestamp: Timestamp
  readonly state: number
  readonly variance: number
}

/** A funding of a perpetual as its venue published it; `timestamp` is when it is paid. */
export type PublishedFunding = Stamped & {
  readonly kind: 'funding'
  /** Start of the stretch that it accrues over; undefined: it is paid on the position held then. */
  readonly from: Timestamp | undefined
  /** Share of the position's value that longs pay, over the whole stretch. */
  readonly rate: number
  /** The mark or index price then. */
  readonly price: number | undefined
}

export const deliveryBases = ['index-mean-30m', 'index-mean-60m'] as const
export type DeliveryBasis = (typeof deliveryBases)[number]

/** What the options on an instrument, or a future, settle on; `timestamp` is the expiry. */
export type DeliveryPrice = Stamped & {
  readonly kind: 'delivery-price'
  readonly price: number
  /** What the venue makes it of: the mean of its index over so many minutes before. */
  readonly basis: DeliveryBasis
}

/** What a venue publishes after the fact, recorded beside what a feed gave. */
export type PublishedFact = PublishedFunding | DeliveryPrice

export type MarketEvent =
  | (Trade | Quote | BookSnapshot | BookChange | DerivativeTicker | OptionSummary | RecordedBar | Gap | Truth)
  | PublishedFact

/** The events of a live feed of one instrument, and of a recording of it. */
export type FeedEvent = Trade | Quote | BookSnapshot | BookChange | DerivativeTicker | OptionSummary | Gap

/** The arrival of an event; of a gap, its time. */
export const arrivalOf = (event: FeedEvent | PublishedFact): Timestamp =>
  event.kind === 'gap' ? event.timestamp : event.localTimestamp
