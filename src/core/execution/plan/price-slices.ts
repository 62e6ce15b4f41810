import type { CostCard } from '../cost-card'
import { driftOver, halfSpreadOf, orderImpact, totalCost } from '../one-way-cost'
import { sideSign } from '../routing/segment'
import type { PlanCost, PlanMarket, PlannedOrder, PlanOptions, PlanTrade } from './plan'

/** A cost with its sum. */
export const withTotal = (parts: Omit<PlanCost, 'total'>): PlanCost => ({
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
 * 021006), with full recovery each slice stands alone. Drift follows the flow for as long as the card knows it. Risk:
 * a/2 σ² S² Σ x² Δt over what is left, from the decision on.
 */
export const priceSlices = (
  orders: readonly PlannedOrder[],
  { side, quantity }: PlanTrade,
  market: PlanMarket,
  card: CostCard,
  options: PlanOptions,
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
