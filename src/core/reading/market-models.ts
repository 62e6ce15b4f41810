import type { FeatureProfile } from '../features/catalogue'
import type { TrainingReference, TrainingScale } from './trust/training-reference'
import type { Timestamp } from '../market/event'
import type { ModelVersions } from './market-state'

/** The bars that models read, and how time is counted on them. */
export type MarketGrid = FeatureProfile & {
  /** True where the market never closes. */
  readonly continuous: boolean
  readonly leastVariance: number
  /** Length of the recorded bars that the models learned from, seconds; 0 where they learned from ticks. */
  readonly sourceSeconds: number
  /** Forecast horizons in bars, rising. */
  readonly horizonBars: readonly number[]
  /** Life of the options that the policy was tuned on, in bars. */
  readonly optionBars: number
}

/**
 * Models and policy in service as a market's fold needs them: plain functions of one feature row whose values are those
 * of `columns`, in order. Variances are means per bar over each horizon.
 */
export type MarketModels = {
  readonly versions: ModelVersions
  readonly grid: MarketGrid
  readonly columns: readonly string[]
  /** `quantiles[h * Q + q]`: of the log variance over horizon h, rising in q. */
  readonly forecast: (row: Float64Array) => { readonly logVariance: Float64Array; readonly quantiles: Float64Array }
  /** Log variances that log-HAR alone forecasts: the forecaster without what it learned beyond it. */
  readonly logHar: (row: Float64Array) => Float64Array
  /** Levels of the quantiles, rising. */
  readonly levels: readonly number[]
  /**
   * Starts the classifier on this market. It takes every bar's variance and, where the features are warm, its row; it
   * gives the posterior, undefined without a row.
   */
  readonly startClassifier: () => {
    readonly step: (variance: number, row: Float64Array | undefined) => Float64Array | undefined
  }
  /** Share of each state, in order, in the classifier's long run. */
  readonly shares: readonly number[]
  /** By which a regime must lead before it is called. */
  readonly margin: number
  /** Trends that the policy's band leans on, seconds. */
  readonly trendSeconds: readonly number[]
  /**
   * What they learned from: from when to when (the older of them), how each standardised its columns, the forecaster
   * first, and what its card kept of the training rows, where it did.
   */
  readonly trainedOn: {
    readonly from: Timestamp
    readonly until: Timestamp
    readonly scales: readonly TrainingScale[]
    readonly reference?: TrainingReference | undefined
  }
}
