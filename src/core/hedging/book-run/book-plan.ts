import { Fault } from '../../error'
import type { AttributionMethod } from '../../portfolio/ledger/option-step'
import type { OptionType } from '../../pricing/option'
import type { Strategy } from '../strategy'
import type { BookMarket, PathOption } from './book-market'
import type { BookTradingCosts } from './trader'

/** An option that is bought or sold as a hedge: struck at the spot, and struck anew from time to time. */
export type HedgeListing = {
  readonly type: OptionType
  /** Life when it is struck, in steps. */
  readonly lifeSteps: number
  /** Steps after which it is closed and one at the new spot takes its place; undefined: kept to its expiry. */
  readonly restrikeSteps?: number | undefined
}

/** Moments of the market that the least squares weigh Greeks by. */
export type LeastSquaresHedge = {
  readonly kind: 'least-squares'
  readonly listings: readonly HedgeListing[]
  /** a > 0, per unit of the spot at the start. */
  readonly riskAversion: number
  /** Annual standard deviation of implied volatility. */
  readonly volOfVol: number
  /** Of spot and volatility. */
  readonly correlation: number
  /** How far ahead risk is counted. */
  readonly horizonSeconds: number
  /** Half-widths in delta, gamma and vega inside which nothing is traded, in units of the spot at the start. */
  readonly tolerance: { readonly delta: number; readonly gamma: number; readonly vega: number }
  /** Units of an option in a lot; 0: any size. */
  readonly optionLot: number
  /** Most units held of each option, either way. */
  readonly limit: number
}

/** How options take part in a hedge. */
export type OptionHedge =
  /** The underlying alone. */
  | { readonly kind: 'none' }
  /**
   * As many options as Greeks, traded to bring those Greeks to 0 when one has left its tolerance; the underlying hedges
   * what delta is left.
   */
  | {
      readonly kind: 'match'
      readonly greeks: readonly ('gamma' | 'vega')[]
      readonly listings: readonly HedgeListing[]
      /** Share of the book's Greek at the start that may stand open. */
      readonly tolerance: number
      readonly limit: number
    }
  /** `evaluateGreeks`: all Greeks together with the cost of trading, the underlying included. Needs a solver. */
  | LeastSquaresHedge

/** Throws where options and Greeks do not fit. */
export const checkOptionHedge = (hedge: OptionHedge): void => {
  if (hedge.kind === 'none') return
  if (hedge.kind === 'match' && hedge.greeks.length !== hedge.listings.length)
    throw new Fault('usage', `matching ${hedge.greeks.join(' and ')} needs as many hedge options`)
  if (!(hedge.limit >= 0)) throw new Fault('usage', `a hedge needs a limit ≥ 0, got ${hedge.limit}`)
  for (const { lifeSteps, restrikeSteps = 1 } of hedge.listings)
    if (!(lifeSteps >= 1 && restrikeSteps >= 1))
      throw new Fault('usage', 'a hedge option needs a life and a restrike ≥ 1 step')
}

/** A book and how it is hedged along every path. */
export type BookPlan = {
  /** The options that are hedged, held from the start to their expiry. */
  readonly legs: readonly PathOption[]
  /** How delta is hedged, as `evaluate` does it; 'least-squares' hedges delta itself. */
  readonly strategy: Strategy
  /** What the strategy's parameters refer to: as many options struck at 1. */
  readonly contracts: number
  readonly options: OptionHedge
  readonly costs: BookTradingCosts
  /** Annual, paid on the value of the underlying held long, received where short; 0 where absent. */
  readonly fundingRate?: number | undefined
  /** Volatility behind the delta hedge; the implied one where absent. */
  readonly hedgeVol?: BookMarket['impliedVol'] | undefined
  /** 'repricing' where absent. */
  readonly attribution?: AttributionMethod | undefined
}
