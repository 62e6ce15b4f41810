import { bsmGreeks } from '../pricing/greeks'
import { inCoin, inversePnl } from '../pricing/inverse'
import type { OptionType } from '../pricing/option'
import type { ChainTerms } from '../surface/chain-quotes'
import type { OptionValue } from '../surface/mark-option'

/**
 * Greeks of one unit by the payoff of what hedges it, in the unit of its price. Where it is inverse that is the coin,
 * and the coordinate is u = 1 − F₀/F₁, what an inverse contract of F₀ dollars pays in coin; where linear, u = F₁ − F₀.
 */
export type HedgeGreeks = {
  readonly price: number
  /** Black's delta, that of a book accounted in dollars. */
  readonly plain: number
  /** First and second derivative by u: inverse, Black's delta less the price, and Γ F. */
  readonly delta: number
  readonly gamma: number
  /** Per 1.0 of vol. */
  readonly vega: number
  /** Per year gone by. */
  readonly theta: number
  /** Change of `delta` per 1.0 of vol, and of `vega`. */
  readonly vanna: number
  readonly volga: number
}

type Place = { readonly type: OptionType; readonly strike: number } & Pick<OptionValue, 'forward' | 'years' | 'vol'>

/** Greeks at a mark; limits as of `bsmGreeks` at rate 0. */
export const hedgeGreeks = (
  settlement: ChainTerms['settlement'],
  { type, strike, forward, years, vol }: Place,
): HedgeGreeks => {
  const dollars = bsmGreeks({ type, spot: forward, strike, years, vol })
  if (settlement === 'linear') return { ...dollars, plain: dollars.delta }
  const { netDelta, price, vega, theta, vanna, volga } = inCoin(dollars, forward)
  return { price, plain: dollars.delta, delta: netDelta, gamma: dollars.gamma * forward, vega, theta, vanna, volga }
}

/** What one unit of delta pays from one price to another: `HedgeGreeks`' u. */
export const hedgePayoff = (settlement: ChainTerms['settlement'], from: number, to: number): number =>
  settlement === 'inverse' ? inversePnl(from, from, to) : to - from

/** Days to expiry up to which vega counts as of each bucket but the last. */
export const tenorDays = [7, 30, 90] as const

/** What option positions made over an interval by cause, in the unit of their prices. The parts sum to `total`. */
export type ChainParts = {
  readonly delta: number
  readonly gamma: number
  readonly theta: number
  /** Of the surface's move at the money, by tenor: up to 7, 30, 90 days, and longer. */
  readonly vega: readonly number[]
  readonly vanna: number
  readonly volga: number
  /** Vega times what the option's own volatility moved beyond that at the money. */
  readonly skew: number
  /** What the terms above leave. */
  readonly other: number
  readonly total: number
}

export const noChainParts: ChainParts = {
  ...{ delta: 0, gamma: 0, theta: 0, vega: [0, 0, 0, 0], vanna: 0, volga: 0, skew: 0, other: 0, total: 0 },
}

/** `a` + `units` × `b`, part by part. */
export const addChainParts = (a: ChainParts, b: ChainParts, units = 1): ChainParts => ({
  delta: a.delta + units * b.delta,
  gamma: a.gamma + units * b.gamma,
  theta: a.theta + units * b.theta,
  vega: a.vega.map((value, i) => value + units * b.vega[i]),
  vanna: a.vanna + units * b.vanna,
  volga: a.volga + units * b.volga,
  skew: a.skew + units * b.skew,
  other: a.other + units * b.other,
  total: a.total + units * b.total,
})

/**
 * Sum of the parts that have a cause: all but `other`.
 *
 * @internal
 */
export const explainedParts = ({ delta, gamma, theta, vega, vanna, volga, skew }: ChainParts): number =>
  delta + gamma + theta + vega.reduce((sum, value) => sum + value, 0) + vanna + volga + skew

/** An option at both ends of an interval. */
export type ChainStep = {
  readonly type: OptionType
  readonly strike: number
  readonly start: OptionValue
  /** Its value at the end, or what it paid where it expired: in the unit of its price, at the price it settled on. */
  readonly end: OptionValue | { readonly source: 'settled'; readonly price: number; readonly settlement: number }
}

/** What an option pays at expiry, in its unit: dollars, divided by the settlement price where it is inverse. */
export const settledPrice = (
  settlement: ChainTerms['settlement'],
  { type, strike }: Pick<ChainStep, 'type' | 'strike'>,
  price: number,
): number => {
  const dollars = Math.max(type === 'call' ? price - strike : strike - price, 0)
  return settlement === 'inverse' ? dollars / price : dollars
}

/**
 * The change in value of one unit, long, by cause: terms of second order at the start's Greeks, each with the move of
 * the option's own forward and volatility. An option that settles has no move of volatility.
 */
export const attributeOption = (
  settlement: ChainTerms['settlement'],
  { type, strike, start, end }: ChainStep,
): ChainParts => {
  const greeks = hedgeGreeks(settlement, { type, strike, ...start })
  const settled = end.source === 'settled'
  const u = hedgePayoff(settlement, start.forward, settled ? end.settlement : end.forward)
  const gone = settled ? start.years : start.years - end.years
  const moved = settled ? 0 : end.vol - start.vol
  const atMoney = settled ? 0 : end.atMoney - start.atMoney
  const bucket = tenorDays.findIndex((days) => 365 * start.years <= days)
  const at = bucket < 0 ? tenorDays.length : bucket
  const total = end.price - start.price
  const causes = {
    delta: greeks.delta * u,
    gamma: 0.5 * greeks.gamma * u * u,
    theta: greeks.theta * gone,
    vega: noChainParts.vega.map((_, i) => (i === at ? greeks.vega * atMoney : 0)),
    vanna: greeks.vanna * u * moved,
    volga: 0.5 * greeks.volga * moved * moved,
    skew: greeks.vega * (moved - atMoney),
  }
  return { ...causes, other: total - explainedParts({ ...causes, other: 0, total: 0 }), total }
}

/** A book's profit over an interval by cause. The parts sum to `total`. */
export type ChainAttribution = ChainParts & {
  /** Of the perpetual or future held. */
  readonly hedge: number
  readonly funding: number
  /** Of trading, ≤ 0: fees, and what trades paid beyond the mark. */
  readonly cost: number
  /** Revaluation of the coin that the book was worth at the start; 0 in the option's own unit. */
  readonly coin: number
}

/** The cash of an interval beside its options. */
export type ChainCash = { readonly hedge: number; readonly funding: number; readonly cost: number }

export const attributeChain = (options: ChainParts, { hedge, funding, cost }: ChainCash): ChainAttribution => ({
  ...options,
  ...{ hedge, funding, cost, coin: 0, total: options.total + hedge + funding + cost },
})

/**
 * The same in dollars: what was made in coin is worth the end's price, and the coin held at the start, `opening`, gains
 * by its move. Total = (opening + total) × end − opening × start.
 */
export const inDollars = (
  made: ChainAttribution,
  { opening, start, end }: { readonly opening: number; readonly start: number; readonly end: number },
): ChainAttribution => {
  const { hedge, funding, cost, ...options } = made
  const coin = opening * (end - start)
  return {
    ...addChainParts(noChainParts, options, end),
    ...{ hedge: hedge * end, funding: funding * end, cost: cost * end, coin, total: made.total * end + coin },
  }
}
