import type { OrderReport, VenuePosition } from '../core/execution/order'
import type { TradingTerms } from '../core/execution/order'
import type { Timestamp } from '../core/market/event'
import type { Approved } from '../core/execution/order'

export type { OrderReport, VenueFill, VenuePosition } from '../core/execution/order'

/** An order that takes what is there within its limit and cancels the rest. Only the gate makes an `Approved` one. */
export type VenueOrder = {
  /** Client order id, from the decision: `portfolio.epoch.sequence.leg`, at most 64 characters. */
  readonly label: string
  readonly order: Approved
  /** Taken up later than this, it must not trade: whoever gives it up for lost waits longer than that. */
  readonly validUntil: Timestamp
}

/** What came of sending: a report, a refusal that is certain, or nobody knows. */
export type PlaceAnswer =
  | { readonly kind: 'report'; readonly report: OrderReport }
  | { readonly kind: 'rejected'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string }

/**
 * An order is placed at most once by one call and is found again by its label, also by another process and after a
 * crash; an answer that is not certain is `unknown` and never retried here. Positions are the sum of the fills it
 * reported and of what was there before.
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
