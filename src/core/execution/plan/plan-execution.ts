import { Fault } from '../../error'
import type { CostCard } from '../cost-card'
import { routeOrder, type OrderRoute } from '../routing/route'
import type { LiquidityVenue } from '../routing/venue'
import { optimalSlices } from '../slices/optimal-schedule'
import { wholeLots, type SlicePlan } from '../slices/slice'
import { timeWeightedSlices } from '../slices/time-weighted'
import type { ExecutionPlan, PlanCandidate, PlanMarket, PlanOptions, PlanReason, PlanTrade } from './plan'
import { priceRoute, priceSlices, recoveryAfter, type PriceBasis } from './price-plan'

const DAY_SECONDS = 86_400
const defaultCounts = [2, 4, 8, 16]
const lengths = [0.1, 0.3, 1]

const check = ({ quantity }: PlanTrade, { mid, volatility }: PlanMarket, options: PlanOptions): void => {
  const { lot, riskAversion, latencyMilliseconds, maxSeconds } = options
  if (!(mid > 0 && mid < Infinity && lot > 0 && lot < Infinity))
    throw new Fault('numerical-domain', `a plan needs a mid and a lot > 0, got ${mid} and ${lot}`)
  for (const part of [quantity, volatility, riskAversion, latencyMilliseconds, maxSeconds])
    if (!(part >= 0 && part < Infinity)) throw new Fault('numerical-domain', `a plan needs inputs ≥ 0, got ${part}`)
}

/**
 * Slices over `seconds`: by the square-root law where some of the impact recovers, even in time where none does or a
 * cap holds.
 */
const slicesOver = (
  { quantity }: PlanTrade,
  { market, card, options }: PriceBasis,
  count: number,
  seconds: number,
): SlicePlan => {
  const { lot, cap, riskAversion } = options
  const daily = market.dailyVolume ?? card.dailyVolume
  if (cap !== undefined && daily !== undefined)
    return timeWeightedSlices({
      quantity,
      lot,
      seconds,
      slices: count,
      cap: { share: cap, volumePerSecond: daily / DAY_SECONDS },
    })
  const coefficient = (card.tradeImpact ?? card.barImpact)?.coefficient.value ?? 0
  const temporary = recoveryAfter(card, seconds / count) * coefficient
  if (!(temporary > 0) || daily === undefined || riskAversion === 0)
    return timeWeightedSlices({ quantity, lot, seconds, slices: count })
  const impact = { coefficient: (temporary * market.mid) / Math.sqrt(daily), exponent: 0.5 }
  const variance = (market.mid * market.volatility) ** 2
  return optimalSlices({ quantity, lot, slices: count, seconds, impact, variance, lambda: riskAversion / 2 })
}

const routed = (found: OrderRoute, rest: number, cost: PlanCandidate['cost']): PlanCandidate => ({
  kind: found.parts.length > 1 ? 'route' : 'one-order',
  orders: found.parts.map(({ venue, size, limitPrice }) => ({ venue, afterSeconds: 0, quantity: size, limitPrice })),
  rest: rest + found.unfilled,
  cost,
})

/**
 * How to execute a trade: one order, slices over at most `maxSeconds`, or a split over the venues given, whichever is
 * cheapest by expected cost and risk after filling as much. Pure; every part of every candidate's cost is in the
 * result. Orders are whole lots (of the venue in a split) and add up with `rest` to the trade. Faults
 * 'numerical-domain' on inputs that are negative or not finite.
 */
export const planExecution = (
  trade: PlanTrade,
  market: PlanMarket,
  card: CostCard,
  options: PlanOptions,
): ExecutionPlan => {
  check(trade, market, options)
  const { side, quantity } = trade
  const total = wholeLots(quantity, options.lot) * options.lot
  const short = Math.max(0, quantity - total)
  if (total === 0) {
    const cost = { fee: 0, halfSpread: 0, impact: 0, drift: 0, gas: 0, risk: 0, total: 0 }
    return { kind: 'hold', side, orders: [], rest: quantity, cost, reasons: ['less-than-a-lot'], alternatives: [] }
  }
  const whole = { side, quantity: total }
  const basis = { market, card, options }
  const candidates: PlanCandidate[] = []
  const { venues = [] } = market
  const routes = (own: readonly LiquidityVenue[]): void => {
    const found = routeOrder({ side, size: total }, own)
    candidates.push(routed(found, short, priceRoute(found, own, basis)))
  }
  if (venues.length > 0) {
    routes(venues)
    if (venues.length > 1) for (const venue of venues) routes([venue])
  } else {
    const orders = [{ venue: undefined, afterSeconds: 0, quantity: total }]
    candidates.push({ kind: 'one-order', orders, rest: short, cost: priceSlices(orders, whole, basis) })
  }
  if (options.maxSeconds > 0)
    for (const count of options.sliceCounts ?? defaultCounts)
      for (const share of lengths) {
        if ((share * options.maxSeconds) / count < (options.leastSpacing ?? 0)) continue
        const { slices, rest } = slicesOver(whole, basis, count, share * options.maxSeconds)
        if (slices.length < 2) continue
        const orders = slices.map((slice) => ({ venue: undefined, ...slice }))
        candidates.push({
          kind: 'slices',
          orders,
          rest: short + rest,
          cost: priceSlices(orders, whole, basis),
        })
      }
  const tolerance = total * 1e-9
  const isBetter = (a: PlanCandidate, b: PlanCandidate): number =>
    Math.abs(a.rest - b.rest) > tolerance ? a.rest - b.rest : a.cost.total - b.cost.total
  const [best, ...alternatives] = [...candidates].sort(isBetter)
  const { kind, orders, rest, cost } = best
  const reasons = [...reasonsFor(best, alternatives, whole, venues), ...(rest > short + tolerance ? tooThin : [])]
  return { kind, side, orders, rest, cost, reasons, alternatives }
}

const tooThin: readonly PlanReason[] = ['too-thin']

const reasonsFor = (
  best: PlanCandidate,
  others: readonly PlanCandidate[],
  { side, quantity }: PlanTrade,
  venues: readonly LiquidityVenue[],
): readonly PlanReason[] => {
  const reasons: PlanReason[] = [others.length === 0 ? 'only-choice' : 'cheapest']
  const sliced = others.some(({ kind }) => kind === 'slices')
  if (best.kind === 'slices') reasons.push('impact-outweighs-risk')
  else if (sliced) reasons.push('risk-outweighs-impact')
  if (best.kind === 'route') reasons.push('split-outweighs-gas')
  if (best.kind === 'one-order' && venues.length > 1) {
    const free = routeOrder(
      { side, size: quantity },
      venues.map((venue) => ({ ...venue, fixedCost: 0 })),
    )
    if (free.parts.length > 1) reasons.push('gas-outweighs-split')
  }
  return reasons
}
