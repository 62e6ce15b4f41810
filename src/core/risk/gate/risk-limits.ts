import type { PriceLimits } from '../agree-prices'
import type { MarginModel } from '../margin/margin-model'

/**
 * Most that the gate lets a portfolio do. Values are in the quote currency. The flash-crash breaker is the market's:
 * see `BreakerLimits`.
 */
export type RiskLimits = {
  readonly orderNotional: number
  /** |position × price|. */
  readonly positionNotional: number
  /** Of fills over 24 hours. */
  readonly dailyTurnover: number
  readonly ordersPerMinute: number
  /** Share of the mid that an order may pay beyond it. */
  readonly slippage: number
  readonly price: PriceLimits
  /**
   * Equity over maintenance, and the move of the spot to a liquidation as a share of it, at least; absent: not
   * margined.
   */
  readonly margin?:
    { readonly model: MarginModel; readonly leastRatio: number; readonly leastDistance: number } | undefined
  /** Seconds since the surface of the options that a portfolio holds was fitted; absent: not judged. */
  readonly surfaceMaxAge?: number | undefined
  /** Loss since the day began past which the portfolio is halted. */
  readonly dailyLoss: number
}
