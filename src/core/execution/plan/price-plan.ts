import { driftOver, halfSpreadOf, orderImpact, totalCost, type CostCard } from '../cost-card'
import type { OrderRoute } from '../routing/route'
import { sideSign } from '../routing/segment'
import type { LiquidityVenue } from '../routing/venue'
import type { PlanCost, PlanMarket, PlannedOrder, PlanOptions, PlanTrade } from './plan'

/** What orders are priced by. */
export type PriceBasis = { readonly market: PlanMarket; readonly card: CostCard; readonly options: PlanOptions }

/** A cost with its sum. */
const withTotal = (parts: Omit<PlanCost, 'total'>): PlanCost => ({
  ...parts,
  total: totalCost(parts) + parts.risk,
})

/** Share of an order's impact that is gone `seconds` later: the card's recovery of a bar, compounded. */
export const recoveryAfter = ({ barImpact }: CostCard, seconds: number): number =>
  barImpact === undefined ? 0 : 1 - (1 - barImpact.recovery.value) ** (seconds / barImpact.barSeconds)

/**
 * What orders one after the other are expected to cost by the card. A slice pays what it adds to the impact of all that
 * is traded, less the share that the market has taken back since the last one, and for that share the impact of its own
 * size: with no recovery the impact is that of the whole, however it is sliced (Tóth et al., Physical Review X 1 (2011)
 * 021006), with full recovery each slice stands alone. Drift follows the flow over the times that the card covers.
 * Risk: a/2 σ² S² Σ x² Δt over what is left, from the decision on.
 */
export const priceSlices = (
  orders: readonly PlannedOrder[],
  { side, quantity }: PlanTrade,
  { market, card, options }: PriceBasis,
): PlanCost => {
  const { mid, volatility, flow = 0, dailyVolume } = market
  const { latencyMilliseconds, riskAversion } = options
  let [done, impact, drift, exposure, clock] = [0, 0, 0, 0, 0]
  let traded = 0
  const atOnce = (size: number): number => size * mid * orderImpact(card, { price: mid, size, dailyVolume })
  for (const [k, order] of orders.entries()) {
    const arrival = order.afterSeconds + latencyMilliseconds / 1000
    exposure += (quantity - done) ** 2 * (arrival - clock)
    clock = arrival
    const recovered = k === 0 ? 0 : recoveryAfter(card, order.afterSeconds - orders[k - 1].afterSeconds)
    const value = order.quantity * mid
    const after = done + order.quantity
    impact += (1 - recovered) * (atOnce(after) - atOnce(done)) + recovered * atOnce(order.quantity)
    done = after
    drift += value * flow * sideSign(side) * driftOver(card.drift, arrival * 1000).withFlow
    traded += value
  }
  const halfSpread = traded * halfSpreadOf(card, { ...market, price: mid, size: quantity })
  const risk = 0.5 * riskAversion * (mid * volatility) ** 2 * exposure
  return withTotal({ fee: card.fee * traded, halfSpread, impact, drift, gas: card.gas * orders.length, risk })
}

/** Price at which a venue's first unit trades, without its fee; the mid where it has none. */
const bestPrice = (venue: LiquidityVenue, sign: 1 | -1, mid: number): number => {
  switch (venue.kind) {
    case 'book':
      return (sign > 0 ? venue.asks : venue.bids)[0]?.price ?? mid
    case 'constant-product':
      return venue.quoteReserve / venue.baseReserve
    case 'concentrated':
      return venue.root ** 2
  }
}

/**
 * What a route is expected to cost against the mid: the half spread is the distance from the mid to each venue's first
 * unit (negative where that is better than the mid), the impact the distance from there.
 */
export const priceRoute = (
  route: OrderRoute,
  venues: readonly LiquidityVenue[],
  { market, card, options }: PriceBasis,
): PlanCost => {
  const { mid, volatility, flow = 0 } = market
  const sign = sideSign(route.side)
  const byName = new Map(venues.map((venue) => [venue.name, venue]))
  let [fee, halfSpread, shortfall, gas] = [0, 0, 0, 0]
  for (const part of route.parts) {
    const first = bestPrice(byName.get(part.venue)!, sign, mid)
    fee += part.fee
    gas += part.fixedCost
    halfSpread += sign * (first - mid) * part.size
    shortfall += sign * (part.quote - mid * part.size) - part.fee
  }
  const seconds = options.latencyMilliseconds / 1000
  const drift = flow * sign * driftOver(card.drift, options.latencyMilliseconds).withFlow * mid * route.filled
  const risk = 0.5 * options.riskAversion * (mid * volatility * (route.filled + route.unfilled)) ** 2 * seconds
  return withTotal({ fee, halfSpread, impact: shortfall - halfSpread, drift, gas, risk })
}
