import type { Side } from '../market/event'

/** An order as a mandate wants it, before anybody has approved it. */
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
