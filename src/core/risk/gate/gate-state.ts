import type { Timestamp } from '../../market/event'
import type { Book, PortfolioMode } from '../../portfolio/portfolio'
import type { BreakerStatus } from '../../reading/breaker'
import type { Trust } from '../../reading/market-state'
import type { PriceQuote } from '../agree-prices'
import type { LiquidationSearch } from '../margin/liquidation'
import type { MarginAccount } from '../margin/margin-book'
import type { RiskLimits } from './risk-limits'

/** The gate's view of the market that an order trades in. */
export type GateMarket = {
  /** As `HedgeOrder.instrument`. */
  readonly instrument: string
  /** Arrival of its last event. */
  readonly time: Timestamp
  readonly spot: number
  /** Since when its record is broken; undefined while it is whole. */
  readonly gapSince?: Timestamp | undefined
  /** The price of each source, this market's own spot among them. */
  readonly quotes: readonly PriceQuote[]
  readonly breaker: BreakerStatus
}

/**
 * The surface of the options that the portfolio holds: the market that they are quoted in, when it was last fitted
 * (absent where it was never), and why it is carried since.
 */
export type GateSurface = {
  readonly instrument: string
  readonly fitted?: Timestamp | undefined
  readonly carried?: string | undefined
}

/**
 * The account before the orders, its underlying position as a future marked at the spot, and how far liquidation is
 * searched for.
 */
export type GateMargin = { readonly account: MarginAccount; readonly search: LiquidationSearch }

/**
 * Everything that approval depends on: plain data that goes through JSON unchanged, stored with the decision, so that
 * the verdict can be computed again.
 */
export type GateState = {
  readonly time: Timestamp
  readonly limits: RiskLimits
  readonly killSwitch: { readonly engaged: boolean; readonly reason?: string | undefined }
  readonly mode: PortfolioMode
  readonly modeReason?: string | undefined
  readonly markets: readonly GateMarket[]
  readonly positions: Book['positions']
  /** |value| of fills over the last 24 hours, in the quote currency. */
  readonly turnover: number
  /** Times of orders sent in the last minute, or longer. */
  readonly sent: readonly Timestamp[]
  /** Orders whose end is not known. */
  readonly openIntents: number
  /** Profit since the day began, in the quote currency, negative where lost. */
  readonly dayProfit: number
  /** Options that wait for their settlement: `dayProfit` and `margin` are provisional. Absent where there are none. */
  readonly unsettled?: readonly string[] | undefined
  /** Absent where its age has no limit, and where the portfolio holds no options. */
  readonly surface?: GateSurface | undefined
  /** undefined where the portfolio has no margin limits. */
  readonly margin?: GateMargin | undefined
  /** Carried as a note; never a refusal. */
  readonly trust: Trust
}

export const marketOf = ({ markets }: GateState, instrument: string): GateMarket | undefined =>
  markets.find((market) => market.instrument === instrument)
