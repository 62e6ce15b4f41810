import type { Greeks } from '../../pricing/greeks'
import type { Evaluation } from '../snapshot'
import { greeksAt, type BookMarket, type PathOption, type PathPoint } from './book-market'

/** What trading costs along a path. */
export type BookTradingCosts = {
  /** One-way, proportional to the value of the underlying traded. */
  readonly underlying: number
  /** Half of an option's bid-ask spread, in volatility; 0.005 is half a point. */
  readonly optionVolSpread: number
  /** Per unit of an option, as a share of the spot. */
  readonly optionFee: number
}

/** Cost of trading one unit of an option: half the spread, never more than the option is worth, and the fee. */
export const optionCost = (
  { optionVolSpread, optionFee }: BookTradingCosts,
  { price, vega }: Greeks,
  spot: number,
): number => Math.min(optionVolSpread * vega, price) + optionFee * spot

/** What the hedger of one path holds and has traded; written to in place. */
export type Trader = {
  underlying: number
  /** Hedge options by listing, with what is held of each. */
  readonly options: PathOption[]
  last: Evaluation | undefined
  /** Cost since the step began. */
  paid: number
  trades: number
  turnover: number
  optionTrades: number
  optionTurnover: number
}

export const startTrader = (): Trader => ({
  underlying: 0,
  options: [],
  last: undefined,
  paid: 0,
  trades: 0,
  turnover: 0,
  optionTrades: 0,
  optionTurnover: 0,
})

/** Brings the underlying to `target` at cost. */
export const tradeUnderlying = (costs: BookTradingCosts, trader: Trader, { spot }: PathPoint, target: number): void => {
  const size = Math.abs(target - trader.underlying)
  if (size === 0) return
  trader.underlying = target
  trader.paid += costs.underlying * size * spot
  trader.turnover += size
  trader.trades++
}

/** Brings the option of a listing to `target` at cost. */
export const tradeOptions = (
  market: BookMarket,
  costs: BookTradingCosts,
  trader: Trader,
  { place, listing, target }: { readonly place: PathPoint; readonly listing: number; readonly target: number },
): void => {
  const option = trader.options[listing]
  const size = Math.abs(target - option.quantity)
  if (size === 0) return
  trader.options[listing] = { ...option, quantity: target }
  trader.paid += size * optionCost(costs, greeksAt(market, place, option), place.spot)
  trader.optionTurnover += size
  trader.optionTrades++
}
