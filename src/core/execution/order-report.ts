import type { Side, Timestamp } from '../market/event'

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

export type VenuePosition = { readonly instrument: string; readonly lots: number }
