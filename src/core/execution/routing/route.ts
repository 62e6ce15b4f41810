import { Fault } from '../../error'
import type { Side } from '../../market/event'
import { allocateLots, leastSize, type Allocation } from './lots'
import { marginalPrice, sideSign, supplyCost, withinLimit } from './segment'
import { supplyOf, type LiquidityVenue } from './venue'
import { startBasin, waterFill, type Basin } from './water-fill'

/** The part of a route that one venue trades. */
export type RoutePart = {
  readonly venue: string
  readonly size: number
  /** Quote currency paid (a buy) or received (a sell), fee included and fixed cost not. */
  readonly quote: number
  /** Fee inside `quote`; negative for a rebate. */
  readonly fee: number
  readonly fixedCost: number
  /** Worst price at which the venue trades, without its fee: a limit for its order. */
  readonly limitPrice: number
}

export type OrderRoute = {
  readonly side: Side
  readonly parts: readonly RoutePart[]
  readonly filled: number
  /** The size that no venue offers within the limit, or that is less than a lot. */
  readonly unfilled: number
  /** Quote currency paid, fixed costs included; negative where received. */
  readonly cost: number
}

export type RouteOrder = {
  readonly side: Side
  /** Units of the base, > 0. */
  readonly size: number
  /** All-in price, fee included, beyond which nothing trades at the margin; absent: none. */
  readonly limitPrice?: number | undefined
}

/** Most venues: with more there are too many sets to search. */
const MOST_VENUES = 24

type Best = { chosen: readonly number[]; allocation: Allocation; cost: number } | undefined

/**
 * The split of an order over venues that fills the most of it and, of those, costs the least with fees and fixed costs.
 * For a set of venues the split equalises marginal prices (`waterFill`), lots and least sizes are kept
 * (`allocateLots`); sets are searched by branch and bound, the bound being the split without the undecided fixed costs.
 * Exact where lots are absent or equal; with unequal lots the best that exchanges of a few lots between two venues lead
 * to. Faults 'usage' on no venue, more than 24, or a size that is not > 0.
 */
export const routeOrder = (order: RouteOrder, venues: readonly LiquidityVenue[]): OrderRoute => {
  const { side, size, limitPrice } = order
  if (!(size > 0 && size < Infinity)) throw new Fault('usage', `a route needs a size > 0, got ${size}`)
  if (venues.length === 0 || venues.length > MOST_VENUES)
    throw new Fault('usage', `a route needs 1 to ${MOST_VENUES} venues, got ${venues.length}`)
  if (limitPrice !== undefined && !(limitPrice > 0)) throw new Fault('usage', `a limit price of ${limitPrice}`)
  const sign = sideSign(side)
  const supplies = venues.map((venue) => {
    const supply = supplyOf(venue, side)
    return limitPrice === undefined ? supply : withinLimit(supply, limitPrice, sign)
  })
  const basin = startBasin(supplies, sign)
  const allocation = search(basin, venues, size)
  const fixed = (sizes: Float64Array) =>
    venues.reduce((sum, { fixedCost }, i) => sum + (sizes[i] > 0 ? fixedCost : 0), 0)
  const parts = venues.flatMap((venue, i): RoutePart[] => {
    const taken = allocation.sizes[i]
    if (!(taken > 0)) return []
    const quote = sign * supplyCost(supplies[i], taken, sign)
    const { name, fixedCost, fee, kind } = venue
    const price = marginalPrice(supplies[i], taken, sign) ?? 0
    // A book's fee is a share of the value, a pool's of what goes in.
    const factor = kind === 'book' || sign < 0 ? 1 + sign * fee : 1 / (1 - fee)
    const paid = kind === 'book' || sign < 0 ? (quote * fee) / factor : quote * fee
    return [{ venue: name, size: taken, quote, fee: paid, fixedCost, limitPrice: price / factor }]
  })
  const filled = parts.reduce((sum, part) => sum + part.size, 0)
  return { side, parts, filled, unfilled: allocation.unfilled, cost: allocation.cost + fixed(allocation.sizes) }
}

const search = (basin: Basin, venues: readonly LiquidityVenue[], size: number): Allocation => {
  const isFree = ({ fixedCost, minSize, lot }: LiquidityVenue): boolean =>
    fixedCost === 0 && (minSize === 0 || (lot > 0 && minSize <= lot))
  const free = venues.flatMap((venue, i) => (isFree(venue) ? [i] : []))
  const tolerance = size * 1e-12
  let best: Best
  const isBetter = (unfilled: number, cost: number): boolean =>
    best === undefined ||
    unfilled < best.allocation.unfilled - tolerance ||
    (unfilled <= best.allocation.unfilled + tolerance && cost < best.cost)

  const visit = (chosen: readonly number[], open: readonly number[], fixed: number): void => {
    const used = new Set([...chosen, ...open, ...free])
    const bound = waterFill(basin, (venue) => used.has(venue), size)
    if (!isBetter(bound.unfilled, bound.cost + fixed)) return
    if (open.length === 0) {
      const allocation = allocateLots(basin, venues, { chosen, free, size })
      if (allocation !== undefined && isBetter(allocation.unfilled, allocation.cost + fixed))
        best = { chosen, allocation, cost: allocation.cost + fixed }
      return
    }
    // The venue with the largest part of the split is decided first, as used first.
    const next = open.reduce((most, venue) => (bound.sizes[venue] > bound.sizes[most] ? venue : most))
    const rest = open.filter((venue) => venue !== next)
    const { fixedCost } = venues[next]
    const using = () => leastSize(venues[next]) <= size && visit([...chosen, next], rest, fixed + fixedCost)
    if (bound.sizes[next] > 0) using()
    visit(chosen, rest, fixed)
    if (bound.sizes[next] === 0) using()
  }
  visit(
    [],
    venues.flatMap((venue, i) => (isFree(venue) ? [] : [i])),
    0,
  )
  return best?.allocation ?? { sizes: new Float64Array(venues.length), cost: 0, unfilled: size }
}
