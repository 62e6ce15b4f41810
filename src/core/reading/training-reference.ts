/** How one model standardised its columns when it was trained: z = (x − mean) / sd, cut at ± limit. */
export type TrainingScale = {
  readonly mean: readonly number[]
  readonly sd: readonly number[]
  readonly limit: number
}

/** The distribution of a feature column in training, in bins of about equally many rows. */
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
  /** Distance that one training row in a hundred exceeds, measured from rows of other times, > 0. */
  readonly threshold: number
}

/**
 * Statistics of the training rows, by which a market that differs from them is noticed: computed on the training part,
 * stored in the card.
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
  /** The same over each longer horizon, in order; absent from cards that were published without. */
  readonly laterLossScales?: readonly number[] | undefined
}

/**
 * How unlike the training rows a raw row is: its Mahalanobis distance from their middle in standardised columns, over
 * the distance that one training row in a hundred exceeds. Above 1 the row is unlike them: far out in a column, or with
 * columns that do not go together as in training. NaN where a value is. O(columns²).
 */
export const dissimilarityTo = (
  { mean, sd, limit }: TrainingScale,
  { middle, whitening, threshold }: DissimilarityReference,
): ((row: ArrayLike<number>) => number) => {
  const cols = middle.length
  const factor = Float64Array.from(whitening.flat())
  const z = new Float64Array(cols)
  return (row) => {
    for (let i = 0; i < cols; i++) {
      const own = (row[i] - mean[i]) / sd[i]
      z[i] = (own > limit ? limit : own < -limit ? -limit : own) - middle[i]
    }
    let [sum, at] = [0, 0]
    for (let i = 0; i < cols; i++) {
      let white = 0
      for (let j = 0; j <= i; j++) white += factor[at++] * z[j]
      sum += white * white
    }
    return Math.sqrt(sum) / threshold
  }
}

/**
 * Where a row lies: within the range of training, beyond a scale's limit in some judged column, or with a value
 * missing.
 */
export const placeOfRow = (
  row: Float64Array,
  scales: readonly TrainingScale[],
  isJudged: readonly boolean[],
): 'inside' | 'outside' | 'missing' => {
  if (scales.some(({ mean }) => mean.length !== row.length) || !row.every(Number.isFinite)) return 'missing'
  const inside = scales.every(({ mean, sd, limit }) =>
    row.every((x, i) => !isJudged[i] || Math.abs(x - mean[i]) <= limit * sd[i]),
  )
  return inside ? 'inside' : 'outside'
}
