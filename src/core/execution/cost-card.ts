import type { Timestamp } from '../market/event'

/** An estimate with its 95 % interval. */
export type CostEstimate = { readonly value: number; readonly low: number; readonly high: number }

/** Half the spread over the mid, time-weighted. */
export type SpreadCard = {
  readonly mean: CostEstimate
  readonly quantiles: readonly { readonly level: number; readonly value: number }[]
  /** By hour of the day, UTC, where the recording has bars in it. */
  readonly byHour: readonly { readonly hour: number; readonly value: number; readonly bars: number }[]
}

/** Log move of the mid per √(net volume / daily volume), signed by the net flow. */
export type ImpactCard = {
  readonly coefficient: CostEstimate
  /** Share of variance explained by least squares. */
  readonly r2: number
  readonly rows: number
}

/** What walking the book costs beyond the half spread, a share of the value, for an order of this value. */
export type DepthPoint = {
  readonly notional: number
  readonly cost: CostEstimate
  /** Share of the sampled times at which the visible book was too thin for the order. */
  readonly tooThin: number
}

/** How the mid moves between a decision and the arrival of its order. */
export type DriftPoint = {
  readonly milliseconds: number
  /**
   * Expected log move in the direction of the flow just before the decision; undefined where no trades are recorded.
   */
  readonly withFlow: CostEstimate | undefined
  /** Standard deviation of the log move. */
  readonly sd: CostEstimate
}

/** How late rows arrive, milliseconds beyond the fastest: the offset between the two clocks is unknown. */
export type ArrivalCard = {
  readonly fastest: number
  readonly quantiles: readonly { readonly level: number; readonly value: number }[]
}

/**
 * What trading one instrument costs, calibrated from a recording of it. Parts that cannot be read off the
 * recording are undefined.
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
  readonly barImpact: (ImpactCard & { readonly recovery: CostEstimate; readonly barSeconds: number }) | undefined
  readonly depth: readonly DepthPoint[]
  /** The least value that the visible book was too thin for at more than half of the sampled times. */
  readonly tooThinFrom?: number | undefined
  readonly drift: readonly DriftPoint[]
  readonly arrival: ArrivalCard | undefined
  /** What the sizes of the card count; undefined where the recording does not tell. */
  readonly base?: string | undefined
  /** Units of the base a day. */
  readonly dailyVolume: number | undefined
  /** Log, of the mid or of the last trade. */
  readonly dailyVolatility: number | undefined
}

/** The order, and the market at its decision. */
type CostState = {
  readonly price: number
  /** Units of the base, ≥ 0. */
  readonly size: number
  /** (ask − bid) / mid now; without it the card's of the hour, else its mean. */
  readonly relativeSpread?: number | undefined
  /** Of the day, UTC. */
  readonly hour?: number | undefined
  /** Units of the base a day; the card's without it. */
  readonly dailyVolume?: number | undefined
}

/**
 * What an order is expected to cost against the mid at the decision, in the quote currency; `drift` may be negative.
 */
export type CostParts = {
  readonly fee: number
  readonly halfSpread: number
  readonly impact: number
  readonly drift: number
  readonly gas: number
}

/** Sum of the parts. */
export const totalCost = ({ fee, halfSpread, impact, drift, gas }: CostParts): number =>
  fee + halfSpread + impact + drift + gas

/** Half the spread over the mid: the present one, else the card's of the hour, else its mean; 0 without all of them. */
export const halfSpreadOf = ({ spread }: CostCard, { relativeSpread, hour }: CostState): number => {
  if (relativeSpread !== undefined) return 0.5 * relativeSpread
  return spread?.byHour.find((own) => own.hour === hour)?.value ?? spread?.mean.value ?? 0
}

/** Piecewise linear in the root of the value, 0 for nothing, and like the root beyond the last point. */
const walkCost = (points: readonly DepthPoint[], notional: number): number => {
  const last = points[points.length - 1]
  if (notional >= last.notional) return last.cost.value * Math.sqrt(notional / last.notional)
  let [from, value] = [0, 0]
  for (const point of points) {
    if (notional <= point.notional) {
      const share = (Math.sqrt(notional) - Math.sqrt(from)) / (Math.sqrt(point.notional) - Math.sqrt(from))
      return value + share * (point.cost.value - value)
    }
    from = point.notional
    value = point.cost.value
  }
  return value
}

/**
 * Impact of one order, a share of its value: walking the recorded book where the card has depth, else coefficient ×
 * √(size / daily volume), of a trade or, without that, of a bar. 0 where the card has neither. Square root: Almgren,
 * Thum, Hauptmann & Li, Risk 18 (2005) 58–62.
 */
export const orderImpact = (card: CostCard, { price, size, dailyVolume }: CostState): number => {
  if (card.depth.length > 0) return walkCost(card.depth, size * price)
  const coefficient = (card.tradeImpact ?? card.barImpact)?.coefficient.value ?? 0
  const volume = dailyVolume ?? card.dailyVolume ?? 0
  return volume > 0 ? Math.max(0, coefficient) * Math.sqrt(size / volume) : 0
}

/**
 * Expected move with the flow and its standard deviation over a latency: linear between points from 0 (sd in the root
 * of time), and beyond the last as √time.
 */
export const driftOver = (
  points: readonly DriftPoint[],
  milliseconds: number,
): { readonly withFlow: number; readonly sd: number } => {
  if (points.length === 0 || milliseconds <= 0) return { withFlow: 0, sd: 0 }
  const after = points.findIndex((point) => point.milliseconds >= milliseconds)
  const last = points[points.length - 1]
  if (after < 0)
    return { withFlow: last.withFlow?.value ?? 0, sd: last.sd.value * Math.sqrt(milliseconds / last.milliseconds) }
  const far = points[after]
  const near = after === 0 ? undefined : points[after - 1]
  const from = near?.milliseconds ?? 0
  const share = (milliseconds - from) / (far.milliseconds - from)
  const variance = (near?.sd.value ?? 0) ** 2
  return {
    withFlow: (near?.withFlow?.value ?? 0) + share * ((far.withFlow?.value ?? 0) - (near?.withFlow?.value ?? 0)),
    sd: Math.sqrt(variance + share * (far.sd.value ** 2 - variance)),
  }
}
