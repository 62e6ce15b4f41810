import { Fault } from '../error'
import type { CostCard, DepthPoint, DriftPoint } from './cost-card'

/** The order, and what is known of the market when it is decided. */
export type CostState = {
  readonly price: number
  /** Units of the base, ≥ 0. */
  readonly size: number
  /** (ask − bid) / mid now; without it the card's of the hour, else its mean. */
  readonly relativeSpread?: number | undefined
  /** Of the day, UTC. */
  readonly hour?: number | undefined
  /** Units of the base a day; the card's without it. */
  readonly dailyVolume?: number | undefined
  /** From the decision to the arrival of the order. */
  readonly latencyMilliseconds?: number | undefined
  /**
   * 1: the flow before the decision went the order's way, so that the price runs from it; −1: against it. 0 where
   * unknown.
   */
  readonly flow?: 1 | 0 | -1 | undefined
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

/** Half the spread over the mid: what is seen now, else the card's of the hour, else its mean; 0 where nobody knows. */
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
 * √(size / daily volume), of a trade or, without that, of a bar. 0 where the card knows neither. Square root: Almgren,
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

/**
 * Expected cost of one order by part. Faults 'numerical-domain' on a price that is not > 0 or a size that is not ≥ 0;
 * nothing costs nothing.
 */
export const costParts = (card: CostCard, state: CostState): CostParts => {
  const { price, size, latencyMilliseconds = 0, flow = 0 } = state
  if (!(price > 0 && price < Infinity && size >= 0 && size < Infinity))
    throw new Fault('numerical-domain', `a cost needs a price > 0 and a size ≥ 0, got ${price} and ${size}`)
  if (size === 0) return { fee: 0, halfSpread: 0, impact: 0, drift: 0, gas: 0 }
  const value = price * size
  return {
    fee: card.fee * value,
    halfSpread: halfSpreadOf(card, state) * value,
    impact: orderImpact(card, state) * value,
    drift: flow === 0 ? 0 : flow * driftOver(card.drift, latencyMilliseconds).withFlow * value,
    gas: card.gas,
  }
}

/**
 * What a hedging snapshot wants: `proportional` (its `oneWayCost`, a share of the value, at least 0) and `fixed` (its
 * `fixedCost`, quote currency an order), for an order of the state's size.
 */
export const oneWayCost = (
  card: CostCard,
  state: CostState,
): { readonly proportional: number; readonly fixed: number } => {
  const { fee, halfSpread, impact, drift, gas } = costParts(card, { ...state, size: state.size > 0 ? state.size : 1 })
  const value = state.price * (state.size > 0 ? state.size : 1)
  return { proportional: Math.max(0, (fee + halfSpread + (state.size > 0 ? impact : 0) + drift) / value), fixed: gas }
}
