import type { TrainingScale } from './training-reference'

/**
 * Where a row stands: within, beyond a scale's limit in some column that is judged, or with a column that has no value.
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
