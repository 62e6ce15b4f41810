import type { Approved, OrderReport, TradingTerms, VenuePosition } from '../core/execution/order'
import type { Timestamp } from '../core/market/event'

export type { OrderReport, VenueFill, VenuePosition } from '../core/execution/order'

/** An order that takes what is there within its limit and cancels the rest. Only the gate makes an `Approved` one. */
export type VenueOrder = {
  /** Client order id, from the decision: `portfolio.epoch.sequence.leg`, at most 36 characters. */
  readonly label: string
  readonly order: Approved
  /** The venue must not trade it later than this: an order counts as lost only some time after. */
  readonly validUntil: Timestamp
}

/** The result of sending: a report, a certain refusal, or unknown. */
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
  /** Whether it only plays trading: nobody settles anything there. */
  readonly isPaper: boolean
  readonly terms: (instrument: string) => Promise<TradingTerms>
  readonly place: (order: VenueOrder) => Promise<PlaceAnswer>
  /** undefined: the venue has never seen this label. Throws `unavailable` where it does not answer. */
  readonly find: (label: string, instrument: string) => Promise<OrderReport | undefined>
  readonly cancel: (label: string, instrument: string) => Promise<void>
  readonly openOrders: () => Promise<readonly OrderReport[]>
  readonly positions: () => Promise<readonly VenuePosition[]>
  readonly close: () => Promise<void>
}
