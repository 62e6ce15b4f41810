/** What a feature column looked like in training, in bins of about equally many rows. */
export type ColumnReference = {
  /** Between the bins, strictly rising; a value on an edge belongs to the bin above it. */
  readonly edges: readonly number[]
  /** Share of the rows in each bin, one more than there are edges, summing to 1. */
  readonly shares: readonly number[]
  /** Greatest population stability index and Kolmogorov-Smirnov distance of a window to the rows before it, over the windows of the training part. */
  readonly psi: number
  readonly ks: number
  /** Longest run of rows with one and the same value. */
  readonly longestRun: number
}

/** Where the training rows lie, thinned to prototypes: see `dissimilarityTo`. */
export type DissimilarityReference = {
  /** Weight of each standardised column in a distance, ≥ 0: how much the models' outputs move with it. */
  readonly weights: readonly number[]
  /** Standardised rows that stand for all. */
  readonly prototypes: readonly (readonly number[])[]
  /** Mean distance between two training rows, > 0: the unit of the index. */
  readonly meanDistance: number
  /** Index that one training row in a hundred exceeds, seen from prototypes of other times. */
  readonly threshold: number
}

/** What models learned from, as far as it takes to notice that a market is another: computed on the training part, kept in the card. */
export type TrainingReference = {
  /** Window that drift was measured over, in bars: mean age of a row in it. */
  readonly windowBars: number
  /** In the order of the models' columns. */
  readonly columns: readonly ColumnReference[]
  readonly dissimilarity: DissimilarityReference
  /** Of QLIKE less that of log-HAR over the shortest horizon: 99.9 % of bars lie within ± this. > 0. */
  readonly lossScale: number
}
