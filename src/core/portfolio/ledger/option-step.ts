import { Fault } from '../../error'
import { shareVolGreeks } from '../../pricing/american'
import type { Dividend, Exercise } from '../../pricing/finite-differences'
import { sharePrice } from '../../pricing/leg'
import type { OptionType } from '../../pricing/option'

/** Profit or loss of option positions by cause, in the currency of the spot. The parts sum to the change in value. */
export type GreekParts = {
  readonly delta: number
  readonly gamma: number
  readonly vega: number
  readonly theta: number
  readonly vanna: number
  readonly volga: number
  /**
   * What the others leave: terms of higher order under 'taylor', under 'repricing' rounding, and what an option gained
   * by its forward alone, where it is marked on a surface.
   */
  readonly residual: number
}

export const noGreekParts: GreekParts = { delta: 0, gamma: 0, vega: 0, theta: 0, vanna: 0, volga: 0, residual: 0 }

/** Sum of the seven parts. */
export const sumGreekParts = ({ delta, gamma, vega, theta, vanna, volga, residual }: GreekParts): number =>
  delta + gamma + vega + theta + vanna + volga + residual

/** `a` + `units` × `b`, part by part. */
export const addGreekParts = (a: GreekParts, b: GreekParts, units = 1): GreekParts => ({
  delta: a.delta + units * b.delta,
  gamma: a.gamma + units * b.gamma,
  vega: a.vega + units * b.vega,
  theta: a.theta + units * b.theta,
  vanna: a.vanna + units * b.vanna,
  volga: a.volga + units * b.volga,
  residual: a.residual + units * b.residual,
})

/** Years left, the annual volatility at which an option is marked, and what its underlying pays within them. */
export type OptionMark = {
  readonly years: number
  readonly vol: number
  readonly dividends?: readonly Dividend[] | undefined
  /** Annual yield by which the option's forward lies below that of the rate; absent: the market's. */
  readonly dividend?: number | undefined
}

/** An option held through one step of the ledger. */
export type OptionStep = {
  readonly type: OptionType
  readonly strike: number
  /** European where absent. */
  readonly exercise?: Exercise | undefined
  /** What the underlying paid within the step and the option's life, per unit; 0 where absent. */
  readonly paid?: number | undefined
  /** Units of the underlying, negative where short. */
  readonly quantity: number
  readonly start: OptionMark
  /** `years` 0 where it expires within the step. */
  readonly end: OptionMark
  /** The price it settled on, where it expired within the step; absent: the spot at the end. */
  readonly settlement?: number | undefined
}

/**
 * The market over one step. `rate` and `dividend` are annual and continuously compounded, constant over the step, 0
 * where absent.
 */
export type MarketStep = {
  readonly spotStart: number
  readonly spotEnd: number
  readonly rate?: number | undefined
  readonly dividend?: number | undefined
}

/**
 * How a change in value is split. Both use the Greeks at the start for delta and vega.
 * - 'repricing': the market moves, then the time passes. Gamma is the whole curvature in the spot, volga that in the
 *   volatility, vanna what the two do together, theta the passing of time at the new market. Nothing is left over but
 *   rounding, at any size of move, through expiry and across the strike. A long option's gamma is ≥ 0; at rate and
 *   dividend 0 its theta is ≤ 0. Over the day of a dividend in cash the market moves with it still in the price, and it
 *   falls out as the time passes.
 * - 'taylor': second-order terms at the start's Greeks, gamma ½ Γ dS²; what they miss is the residual, of third order
 *   in small steps.
 */
export type AttributionMethod = 'repricing' | 'taylor'

/** One unit's split and its change in value. */
export type UnitAttribution = { readonly parts: GreekParts; readonly total: number }

const settled: UnitAttribution = { parts: noGreekParts, total: 0 }

/**
 * Splits the change in value of one unit, long, over a step. An option with no years at the start was settled before
 * and gives nothing; one that expires has no volatility at the end, so its vega, vanna and volga are 0. Faults with
 * 'numerical-domain' where time runs back or an input is outside the ranges of `OptionInputs`.
 */
export const attributeUnit = (step: OptionStep, market: MarketStep, method: AttributionMethod): UnitAttribution => {
  const { type, strike, exercise = 'european', paid = 0, start, end } = step
  if (!(end.years <= start.years))
    throw new Fault('numerical-domain', `an option's life does not grow, got ${start.years} then ${end.years} years`)
  if (start.years === 0) return settled
  const { spotStart, rate = 0, dividend = 0 } = market
  const expires = end.years === 0
  const spotEnd = expires ? (step.settlement ?? market.spotEnd) : market.spotEnd
  const endVol = expires ? start.vol : end.vol
  const held = start.dividend ?? dividend
  const terms = { type, strike, exercise, rate } as const
  const price = (spot: number, vol: number, { years, dividends }: OptionMark, given = held): number =>
    sharePrice({ ...terms, spot, vol, years, dividends, dividend: given })
  const greeks = shareVolGreeks({ ...terms, ...start, spot: spotStart, dividend: held })
  const moved = spotEnd + paid
  const moveSpot = moved - spotStart
  const moveVol = endVol - start.vol
  const total = price(spotEnd, endVol, end, end.dividend ?? dividend) - greeks.price
  const delta = greeks.delta * moveSpot
  const vega = greeks.vega * moveVol
  let split: Pick<GreekParts, 'gamma' | 'vanna' | 'volga' | 'theta'>
  if (method === 'taylor')
    split = {
      gamma: 0.5 * greeks.gamma * moveSpot * moveSpot,
      vanna: greeks.vanna * moveSpot * moveVol,
      volga: 0.5 * greeks.volga * moveVol * moveVol,
      theta: greeks.theta * (start.years - end.years),
    }
  else {
    const bySpot = price(moved, start.vol, start) - greeks.price
    const byVol = moveVol === 0 ? 0 : price(spotStart, endVol, start) - greeks.price
    const byBoth = moveVol === 0 ? bySpot : price(moved, endVol, start) - greeks.price
    const passed = (end.dividend ?? dividend) === held ? total : price(spotEnd, endVol, end) - greeks.price
    split = { gamma: bySpot - delta, vanna: byBoth - bySpot - byVol, volga: byVol - vega, theta: passed - byBoth }
  }
  const { gamma, vanna, volga, theta } = split
  const residual = total - delta - gamma - vega - theta - vanna - volga
  return { parts: { delta, gamma, vega, theta, vanna, volga, residual }, total }
}
