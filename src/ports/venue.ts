import type { TradingTerms } from '../core/execution/trading-terms'
import type { Side, Timestamp } from '../core/market/event'
import type { Approved } from '../core/risk/gate/order'

/** An order that takes what is there within its limit and cancels the rest. Only the gate makes an `Approved` one. */
export type VenueOrder = {
  /** Client order id, from the decision: `portfolio.epoch.sequence.leg`, at most 64 characters. */
  readonly label: string
  readonly order: Approved
  /** Taken up later than this, it must not trade: whoever gives it up for lost waits longer than that. */
  readonly validUntil: Timestamp
}

export type VenueFill = {
  /** Unique at the venue. */
  readonly id: string
  readonly lots: number
  readonly price: number
  /** Of the quote currency, ≥ 0; negative for a rebate. */
  readonly fee: number
  readonly at: Timestamp
}

/** What the venue knows of an order. `fills` are all of it so far. */
export type OrderReport = {
  readonly label: string
  readonly venueOrderId: string
  readonly instrument: string
  readonly side: Side
  readonly lots: number
  readonly state: 'working' | 'filled' | 'cancelled' | 'rejected'
  readonly fills: readonly VenueFill[]
  readonly reason?: string | undefined
}

/** What came of sending: a report, a refusal that is certain, or nobody knows. */
export type PlaceAnswer =
  | { readonly kind: 'report'; readonly report: OrderReport }
  | { readonly kind: 'rejected'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string }

export type VenuePosition = { readonly instrument: string; readonly lots: number }

/**
 * An order is placed at most once by one call and is found again by its label, also by another process and after a crash; an answer that is not certain is
 * `unknown` and never retried here. Positions are the sum of the fills it reported and of what was there before.
 */
export type Venue = {
  readonly name: string
  readonly terms: (instrument: string) => Promise<TradingTerms>
  readonly place: (order: VenueOrder) => Promise<PlaceAnswer>
  /** undefined: the venue has never seen this label. Throws `unavailable` where it does not answer. */
  readonly find: (label: string, instrument: string) => Promise<OrderReport | undefined>
  readonly cancel: (label: string, instrument: string) => Promise<void>
  readonly openOrders: () => Promise<readonly OrderReport[]>
  readonly positions: () => Promise<readonly VenuePosition[]>
  readonly close: () => Promise<void>
}
