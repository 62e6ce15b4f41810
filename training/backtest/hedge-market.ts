import type { HedgePaths } from '../../src/core/hedging/hedge-paths'
import type { Mark } from '../../src/core/hedging/paths'
import type { AdaptivePolicy } from '../../src/core/hedging/policy'
import type { AdaptiveColumns } from '../tune/view/view'

/** The option books that a backtest hedges, and what strategies know at each evaluation. */
export type HedgeMarket = {
  /** The paths in words. */
  readonly title: string
  readonly origin: 'real' | 'synthetic'
  readonly paths: HedgePaths
  readonly stepSeconds: number
  /** Where the volatility comes from: 'truth', 'log-har' … */
  readonly volSource: string
  /** Annual volatility to expiry, paths × steps. */
  readonly vol: Float64Array
  /** The centre common to all strategies; absent: each one's own volatility. */
  readonly mark?: Mark | undefined
  /** Premium of each option per unit of spot. */
  readonly premium: Float64Array
  /** Consecutive paths that share days; 1 where paths are independent. */
  readonly overlap: number
  /** The adaptive strategy of the models, and what it reads at each evaluation; absent without models. */
  readonly trained?: {
    readonly policy: AdaptivePolicy
    readonly vol: Float64Array
    readonly columns: (policy: AdaptivePolicy) => AdaptiveColumns
  }
}
