import { Fault } from '../error'
import { bsmGreeks, type Greeks } from './greeks'
import { impliedVol, type ImpliedVolInputs } from './implied-vol'
import type { OptionInputs } from './option'
import { bsmPrice } from './price'

/**
 * A coin-settled (inverse) option in an account kept in coin. It pays max(±(S − K), 0) / S coins: the value V of the
 * linear option at the price P that converts dollars into coin. P is that of the underlying where it is not given, as
 * on venues that quote V/F; another one (the index beside a future) is taken to move in proportion to the underlying.
 * The same option in an account kept in dollars has `bsmGreeks`.
 */
export type CoinGreeks = {
  /** In coin: V/P. */
  readonly price: number
  /** Black's, of the value in dollars: units of the underlying. */
  readonly delta: number
  /**
   * Coins gained per relative move of the underlying, (S × delta − V) / P: Black's delta less the price in coin where P
   * is the underlying's. Inverse contracts of −S × net delta dollars hedge the account to first order.
   */
  readonly netDelta: number
  /** Dollars gained per relative move of the underlying, S × delta. */
  readonly dollarDelta: number
  /**
   * Change of net delta per unit of the underlying, S × Γ / P − net delta / S. Of an account whose net delta is hedged
   * by inverse contracts it is S × Γ / P: Black's gamma where P is the underlying's.
   */
  readonly gamma: number
  /** Coins per 1.0 of vol. */
  readonly vega: number
  /** Coins per calendar year gone by. */
  readonly theta: number
  /** Coins per 1.0 of rate. */
  readonly rho: number
  /** Change of net delta per 1.0 of vol. */
  readonly vanna: number
  /** Change of vega per 1.0 of vol. */
  readonly volga: number
}

const checkSettlement = (price: number): void => {
  if (price > 0 && price < Infinity) return
  throw new Fault('numerical-domain', `a settlement price is above 0 and finite, got ${price}`)
}

/**
 * Price in coin, as `CoinGreeks`. Faults outside the ranges of `OptionInputs` and on a settlement price ≤ 0.
 */
export const inversePrice = (inputs: OptionInputs, settlementPrice = inputs.spot): number => {
  checkSettlement(settlementPrice)
  return bsmPrice(inputs) / settlementPrice
}

/** Price and Greeks in coin; faults and limit cases as `bsmGreeks`. */
export const inverseGreeks = (inputs: OptionInputs, settlementPrice = inputs.spot): CoinGreeks =>
  inCoin(bsmGreeks(inputs), inputs.spot, settlementPrice)

/**
 * The coin account's Greeks of a value whose dollar Greeks are given: one option, or the sum of a book on one
 * underlying.
 */
export const inCoin = (greeks: Greeks, spot: number, settlementPrice = spot): CoinGreeks => {
  checkSettlement(settlementPrice)
  const { price, delta, gamma, vega, theta, rho, vanna, volga } = greeks
  const dollarDelta = spot * delta
  const netDelta = (dollarDelta - price) / settlementPrice
  return {
    price: price / settlementPrice,
    delta,
    netDelta,
    dollarDelta,
    gamma: (spot * gamma) / settlementPrice - netDelta / spot,
    vega: vega / settlementPrice,
    theta: theta / settlementPrice,
    rho: rho / settlementPrice,
    vanna: (spot * vanna - vega) / settlementPrice,
    volga: volga / settlementPrice,
  }
}

/**
 * The volatility of a price in coin, undefined where there is none as in `impliedVol`; a call is worth less than one
 * (discounted) coin at the forward, a put may be worth more. `settlementPrice` is the forward where absent.
 */
export const inverseImpliedVol = (
  inputs: ImpliedVolInputs & { readonly settlementPrice?: number | undefined },
): number | undefined => {
  const { price, forward, settlementPrice = forward } = inputs
  return impliedVol({ ...inputs, price: price * settlementPrice })
}

/**
 * Coins gained by an inverse future or perpetual of `dollars` notional, negative when short, from one price > 0 to
 * another: dollars × (1/from − 1/to), without cancellation.
 * @internal
 */
export const inversePnl = (dollars: number, from: number, to: number): number => {
  if (!(from > 0 && to > 0)) throw new Fault('numerical-domain', `prices are above 0, got ${from} and ${to}`)
  return (dollars / from) * ((to - from) / to)
}
