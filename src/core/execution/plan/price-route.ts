import type { CostCard } from '../cost-card'
import { driftOver } from '../one-way-cost'
import type { Route } from '../routing/route'
import { sideSign } from '../routing/segment'
import type { Venue } from '../routing/venue'
import type { PlanCost, PlanMarket, PlanOptions } from './plan'
import { withTotal } from './price-slices'

/** Price at which a venue's first unit trades, without its fee; the mid where it has none. */
const bestPrice = (venue: Venue, sign: 1 | -1, mid: number): number => {
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
 * What a route is expected to cost against the mid: the half spread is the way to each venue's first unit (negative
 * where that is beyond the mid), the impact the way beyond it.
 */
export const priceRoute = (
  route: Route,
  venues: readonly Venue[],
  market: PlanMarket,
  card: CostCard,
  options: PlanOptions,
): PlanCost => {
  const { mid, volatility, flow = 0 } = market
  const sign = sideSign(route.side)
  const byName = new Map(venues.map((venue) => [venue.name, venue]))
  let [fee, halfSpread, shortfall, gas] = [0, 0, 0, 0]
  for (const leg of route.legs) {
    const first = bestPrice(byName.get(leg.venue)!, sign, mid)
    fee += leg.fee
    gas += leg.fixedCost
    halfSpread += sign * (first - mid) * leg.size
    shortfall += sign * (leg.quote - mid * leg.size) - leg.fee
  }
  const seconds = options.latencyMilliseconds / 1000
  const drift = flow * sign * driftOver(card.drift, options.latencyMilliseconds).withFlow * mid * route.filled
  const risk = 0.5 * options.riskAversion * (mid * volatility * (route.filled + route.unfilled)) ** 2 * seconds
  return withTotal({ fee, halfSpread, impact: shortfall - halfSpread, drift, gas, risk })
}
