import type { DissimilarityReference, TrainingScale } from './training-reference'

/**
 * How unlike the training rows a raw row is: its Mahalanobis distance from their middle in standardised columns, over
 * the distance that one training row in a hundred exceeds. Above 1 the row is unlike them, be it far out in a column or
 * that columns do not go together as they did. NaN where a value is. O(columns²).
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
