import { Fault } from '../error'
import { featuresFor, type FeatureProfile } from '../features/catalogue'
import type { BarPart, Feature } from '../features/feature'
import { DAY, SECOND, type Timestamp } from '../market/event'
import type { ModelVersions } from './market-state'
import type { TrainingReference, TrainingScale } from './training-reference'

/** The bars that models read, and how many there are in a day and a year. */
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

/** Minutes of a market that never closes: the bars of a market without models. */
export const minuteGrid: MarketGrid = {
  barSeconds: 60,
  barsPerDay: DAY / (60 * SECOND),
  barsPerYear: (365 * DAY) / (60 * SECOND),
  continuous: true,
  lags: [390],
  variance: 'realized',
  leastVariance: 1e-12,
  sourceSeconds: 0,
  horizonBars: [1440],
  optionBars: 1440,
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
  /** Log variances that log-HAR alone forecasts: the forecaster without its learned correction. */
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
  /** Margin by which a regime must lead before it is called. */
  readonly margin: number
  /**
   * The recording they were trained on: its first and last time (of the older model), how each model standardised its
   * columns, the forecaster first, and the reference of the training rows, where the card holds one.
   */
  readonly trainedOn: {
    readonly from: Timestamp
    readonly until: Timestamp
    readonly scales: readonly TrainingScale[]
    readonly reference?: TrainingReference | undefined
  }
}

const everyPart: readonly BarPart[] = ['ohlcv', 'trades', 'flow', 'quote', 'impliedVol', 'fundingRate']

/**
 * The features of the catalogue that models read, in their order. Throws 'model-refused' where the catalogue does not
 * make exactly the models' columns.
 */
export const modelFeatures = ({ columns, grid }: Pick<MarketModels, 'columns' | 'grid'>): readonly Feature[] => {
  const features = featuresFor(everyPart, grid).filter(({ name }) => columns.includes(name))
  const at = columns.findIndex((name, i) => features[i]?.name !== name)
  if (at >= 0)
    throw new Fault(
      'model-refused',
      `the models read ${columns[at]} in column ${at}, where the features are ${features[at]?.name ?? 'at their end'}`,
    )
  return features
}
