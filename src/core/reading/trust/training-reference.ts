/** How one model standardised its columns when it was trained: z = (x − mean) / sd, cut at ± limit. */
export type TrainingScale = {
  readonly mean: readonly number[]
  readonly sd: readonly number[]
  readonly limit: number
}

/** What a feature column looked like in training, in bins of about equally many rows. */
export type ColumnReference = {
  /** Between the bins, strictly rising; a value on an edge belongs to the bin above it. */
  readonly edges: readonly number[]
  /** Share of the rows in each bin, one more than there are edges, summing to 1. */
  readonly shares: readonly number[]
  /**
   * Greatest population stability index and Kolmogorov-Smirnov distance of a window to the rows before it, over the
   * windows of the training part.
   */
  readonly psi: number
  readonly ks: number
  /** Longest run of rows with one and the same value. */
  readonly longestRun: number
}

/** Where the training rows lie in standardised columns: see `dissimilarityTo`. */
export type DissimilarityReference = {
  readonly middle: readonly number[]
  /**
   * Inverse of the Cholesky factor of their covariance, lower triangle, a row of 1, 2, … numbers each: rows times this
   * are uncorrelated.
   */
  readonly whitening: readonly (readonly number[])[]
  /** Distance that one training row in a hundred exceeds, seen from other times, > 0. */
  readonly threshold: number
}

/**
 * What models learned from, as far as it takes to notice that a market is another: computed on the training part, kept
 * in the card.
 */
export type TrainingReference = {
  /** Window that drift was measured over, in bars: mean age of a row in it. */
  readonly windowBars: number
  /** In the order of the models' columns. */
  readonly columns: readonly ColumnReference[]
  /** Greatest share of a trading day's rows that lay beyond the range of training in some column. */
  readonly outsideShare: number
  readonly dissimilarity: DissimilarityReference
  /** Of QLIKE less that of log-HAR over the shortest horizon: on 99 % of bars it lies within ± this. > 0. */
  readonly lossScale: number
}
