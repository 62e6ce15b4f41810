import type { AttributionMethod } from '../../portfolio/ledger/option-step'
import type { Strategy } from '../strategy'
import type { BookMarket } from './book-market'
import type { OptionHedge } from './option-hedge'
import type { PathOption } from './path-option'
import type { TradingCosts } from './trading-cost'

/** A book and how it is hedged along every path. */
export type BookPlan = {
  /** The options that are hedged, held from the start to their expiry. */
  readonly legs: readonly PathOption[]
  /** How delta is hedged, as `evaluate` does it; 'least-squares' hedges delta itself. */
  readonly strategy: Strategy
  /** What the strategy's parameters refer to: as many options struck at 1. */
  readonly contracts: number
  readonly options: OptionHedge
  readonly costs: TradingCosts
  /** Annual, paid on the value of the underlying held long, received where short; 0 where absent. */
  readonly fundingRate?: number | undefined
  /** Volatility behind the delta hedge; the implied one where absent. */
  readonly hedgeVol?: BookMarket['impliedVol'] | undefined
  /** 'repricing' where absent. */
  readonly attribution?: AttributionMethod | undefined
}
