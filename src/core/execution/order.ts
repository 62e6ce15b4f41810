import type { Side, Timestamp } from '../market/event'

/** How an instrument trades at a venue. */
export type TradingTerms = {
  /** Units of the underlying in the smallest step of a quantity; quantities are whole numbers of it. */
  readonly lot: number
  readonly minLots: number
  /** Most lots of one order; absent: as many as one likes. */
  readonly maxLots?: number | undefined
  /** Step of a price. */
  readonly tick: number
  /** Least value of an order at its own price, in the quote currency; absent: none. */
  readonly leastNotional?: number | undefined
}

/** An order of a mandate, before the checks have approved it. */
export type HedgeOrder = {
  /** 0, 1, … within its decision. */
  readonly leg: number
  /** Name of the instrument, `venue/symbol`. */
  readonly instrument: string
  readonly side: Side
  /** Whole lots, ≥ 1. */
  readonly lots: number
  /** Units of the underlying in a lot. */
  readonly lot: number
  /** Price at the decision, in the quote currency. */
  readonly price: number
  /** Worst price at which it may trade. */
  readonly limitPrice: number
  /** True where it brings the portfolio's exposure nearer to its target than it was, without passing it. */
  readonly reduces: boolean
}

declare const approved: unique symbol

/** An order that passed every check. Venues take no other. */
export type Approved = HedgeOrder & { readonly [approved]: true }

/** A fill as its venue reports it. */
export type VenueFill = {
  /** Unique at the venue. */
  readonly id: string
  readonly lots: number
  readonly price: number
  /** Of the quote currency, ≥ 0; negative for a rebate. */
  readonly fee: number
  readonly at: Timestamp
}

/** A venue's report of an order; `fills` are all of them so far. */
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

/** Lots of an instrument held at the venue. */
export type VenuePosition = { readonly instrument: string; readonly lots: number }
