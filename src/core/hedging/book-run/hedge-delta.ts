import { YEARS_PER_MICROSECOND } from '../../market/event'
import type { VolPoint } from '../../pricing/term-vol'
import { evaluate } from '../evaluate'
import type { Leg } from '../snapshot'
import {
  greeksAt,
  placeAt,
  stepTime,
  yearsBetween,
  type BookMarket,
  type PathOption,
  type PathPoint,
} from './book-market'
import type { BookPlan, OptionHedge } from './book-plan'
import { tradeOptions, tradeUnderlying, type Trader } from './trader'

/**
 * Quantities of one or two options that bring one or two Greeks of a book to 0, each within ±limit. `book` holds the
 * Greeks without the options, `options` those of a unit of each option. A system without a solution, or close to one,
 * keeps `held`.
 *
 * @internal
 */
export const matchGreeks = (
  book: readonly number[],
  options: readonly (readonly number[])[],
  held: readonly number[],
  limit: number,
): readonly number[] => {
  const clip = (units: number): number => Math.min(Math.max(units, -limit), limit)
  if (book.length === 1) {
    const [unit] = options[0]
    return Math.abs(unit) * limit > 0 ? [clip(-book[0] / unit)] : held
  }
  const [[a, c], [b, d]] = options
  const determinant = a * d - b * c
  // Two options alike in both Greeks would be bought and sold against each other without limit.
  if (!(Math.abs(determinant) > 0.05 * (Math.abs(a * d) + Math.abs(b * c)))) return held
  return [clip((b * book[1] - d * book[0]) / determinant), clip((c * book[0] - a * book[1]) / determinant)]
}

/** Volatility by maturity at the lives of the options held. */
export const termPoints = (
  market: BookMarket,
  { path, step }: PathPoint,
  options: readonly PathOption[],
  vol = market.impliedVol,
): readonly VolPoint[] => {
  const lives = [...new Set(options.map(({ expiryStep }) => yearsBetween(market, step, expiryStep)))]
  const points = lives.sort((a, b) => a - b).map((years) => ({ years, vol: vol(path, step, years) }))
  return points.length > 0 ? points : [{ years: 0, vol: 0 }]
}

const legOf = (market: BookMarket, { type, strike, expiryStep, quantity }: PathOption): Leg => ({
  type,
  strike,
  quantity,
  expiry: stepTime(market, expiryStep),
})

type Match = Extract<OptionHedge, { readonly kind: 'match' }>

/** Trades the options that match the book's Greeks, where one has left its tolerance. */
const matchOptions = (
  market: BookMarket,
  { costs, legs: allLegs }: BookPlan,
  { greeks, tolerance, limit }: Match,
  { trader, legs, place }: { readonly trader: Trader; readonly legs: readonly PathOption[]; readonly place: PathPoint },
): void => {
  const sum = (held: readonly PathOption[], at: PathPoint): number[] => {
    const marked = held.map((option) => ({ units: option.quantity, greeks: greeksAt(market, at, option) }))
    return greeks.map((greek) => marked.reduce((total, each) => total + each.units * each.greeks[greek], 0))
  }
  const book = sum(legs, place)
  const hedge = sum(trader.options, place)
  const start = sum(allLegs, placeAt(market, place.path, 0))
  if (greeks.every((_, g) => Math.abs(book[g] + hedge[g]) <= tolerance * Math.abs(start[g]))) return
  const units = trader.options.map((option) => {
    const each = greeksAt(market, place, option)
    return greeks.map((greek) => each[greek])
  })
  const held = trader.options.map(({ quantity }) => quantity)
  matchGreeks(book, units, held, limit).forEach((target, i) =>
    tradeOptions(market, costs, trader, { place, listing: i, target }),
  )
}

/** One evaluation by a strategy: options first, then `evaluate` on the whole book, hedge options among its legs. */
export const hedgeDelta = (
  market: BookMarket,
  plan: BookPlan,
  { trader, legs, place }: { readonly trader: Trader; readonly legs: readonly PathOption[]; readonly place: PathPoint },
): void => {
  if (plan.options.kind === 'match') matchOptions(market, plan, plan.options, { trader, legs, place })
  const whole = [...legs, ...trader.options.filter(({ quantity }) => quantity !== 0)]
  const decision = evaluate({
    time: stepTime(market, place.step),
    spot: place.spot,
    legs: whole.map((option) => legOf(market, option)),
    yearsPerMicrosecond: YEARS_PER_MICROSECOND,
    position: trader.underlying,
    oneWayCost: plan.costs.underlying,
    posterior: [],
    volatility: termPoints(market, place, whole, plan.hedgeVol),
    rate: 0,
    toxicityPercentile: undefined,
    strategy: plan.strategy,
    scale: { contracts: plan.contracts, price: 1 },
    last: trader.last,
  })
  trader.last = decision.next
  tradeUnderlying(plan.costs, trader, place, decision.target)
}
