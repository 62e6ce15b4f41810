import type { Greeks } from '../../pricing/greeks'

/** What trading costs along a path. */
export type TradingCosts = {
  /** One-way, proportional to the value of the underlying traded. */
  readonly underlying: number
  /** Half of an option's bid-ask spread, in volatility; 0.005 is half a point. */
  readonly optionVolSpread: number
  /** Per unit of an option, as a share of the spot. */
  readonly optionFee: number
}

/** Cost of trading one unit of an option: half the spread, never more than the option is worth, and the fee. */
export const optionCost = (
  { optionVolSpread, optionFee }: TradingCosts,
  { price, vega }: Greeks,
  spot: number,
): number => Math.min(optionVolSpread * vega, price) + optionFee * spot
