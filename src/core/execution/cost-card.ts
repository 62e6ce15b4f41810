import type { Timestamp } from '../market/event'

/** An estimate with its 95 % interval. */
export type Estimate = { readonly value: number; readonly low: number; readonly high: number }

/** Half the spread over the mid, time-weighted. */
export type SpreadCard = {
  readonly mean: Estimate
  readonly quantiles: readonly { readonly level: number; readonly value: number }[]
  /** By hour of the day, UTC, where the recording has bars in it. */
  readonly byHour: readonly { readonly hour: number; readonly value: number; readonly bars: number }[]
}

/** Log move of the mid per √(net volume / daily volume), signed by the net flow. */
export type ImpactCard = {
  readonly coefficient: Estimate
  /** Share of variance explained, out of what least squares sees. */
  readonly r2: number
  readonly rows: number
}

/** What walking the book costs beyond the half spread, a share of the value, for an order of this value. */
export type DepthPoint = {
  readonly notional: number
  readonly cost: Estimate
  /** Share of looks at which the visible book was too thin for the order. */
  readonly tooThin: number
}

/** How the mid moves between a decision and the arrival of its order. */
export type DriftPoint = {
  readonly milliseconds: number
  /**
   * Expected log move in the direction of the flow just before the decision; undefined where no trades are recorded.
   */
  readonly withFlow: Estimate | undefined
  /** Standard deviation of the log move. */
  readonly sd: Estimate
}

/** How late rows arrive, milliseconds beyond the fastest: two clocks that were never set together tell no more. */
export type ArrivalCard = {
  readonly fastest: number
  readonly quantiles: readonly { readonly level: number; readonly value: number }[]
}

/**
 * What trading one instrument costs, calibrated from a recording of it. Parts that the recording cannot tell are
 * undefined.
 */
export type CostCard = {
  readonly kind: 'cost-card'
  readonly venue: string
  readonly symbol: string
  readonly from: Timestamp
  readonly to: Timestamp
  /** Given, not calibrated: share of the value, negative for a rebate. */
  readonly fee: number
  /** Given: quote currency an order. */
  readonly gas: number
  readonly spread: SpreadCard | undefined
  /** Of one trade. */
  readonly tradeImpact: ImpactCard | undefined
  /** Of all trades of a bar, `barSeconds` long; `recovery` is the share of the move that the next bar takes back. */
  readonly barImpact: (ImpactCard & { readonly recovery: Estimate; readonly barSeconds: number }) | undefined
  readonly depth: readonly DepthPoint[]
  readonly drift: readonly DriftPoint[]
  readonly arrival: ArrivalCard | undefined
  /** Units of the base a day. */
  readonly dailyVolume: number | undefined
  /** Log, of the mid or of the last trade. */
  readonly dailyVolatility: number | undefined
}
