import type { Bar } from '../market/bar'

/** One bar's evidence about the models that read it. */
export type TrustEvidence = {
  readonly bar: Bar
  readonly row: Float64Array
  /** Forecast log of the mean variance per bar, by horizon; that of log-HAR alone beside it. */
  readonly logVariance: Float64Array
  readonly logHar: Float64Array
  readonly posterior: Float64Array
  /** Variance of this bar by the grid's proxy. */
  readonly variance: number
}

/** The figures that the models are judged by, as of the last bar: plain data. */
export type TrustFigures = {
  /** Share of the last bars, exponentially weighted, on which the models were trusted; 1 at the start. */
  readonly trustedShare: number
  /** Bars in a row on which they were not. */
  readonly distrustedBars: number
  /** True where they have been distrusted for so long, or so often, that the rule itself needs a review. */
  readonly silenced: boolean
  /** Shares of the window's rows beyond the range of training, and unlike training. */
  readonly outsideShare: number
  readonly unlikeShare: number
  /** Columns whose values are distributed otherwise than in training; columns that stand still. */
  readonly drifted: readonly string[]
  readonly stuck: readonly string[]
  /** Evidence that the forecaster has become worse than log-HAR: at 1 it counts as worse. */
  readonly lossEvidence: number
  /** Longer horizons, in bars, at which it has become worse, so that log-HAR serves there; absent where none. */
  readonly logHarHorizons?: readonly number[] | undefined
}

/** Judges the models bar by bar, from the first warm one on. */
export type TrustRule = {
  /** Reasons to distrust them, none where they are trusted. */
  readonly step: (evidence: TrustEvidence) => readonly string[]
  /** The reasons on a bar that they could not read though their features had enough bars. */
  readonly unread: () => readonly string[]
  /** Whether log-HAR's head serves at a horizon, counted from 0, though the models are trusted. */
  readonly fallsBack: (horizon: number) => boolean
  readonly figures: () => TrustFigures
}
