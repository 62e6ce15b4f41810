/** How one model standardised its columns when it was trained: z = (x − mean) / sd, cut at ± limit. */
export type TrainingScale = {
  readonly mean: readonly number[]
  readonly sd: readonly number[]
  readonly limit: number
}

/** Where a row stands: within, beyond a scale's limit in some column, or with a column that has no value. */
export const placeOfRow = (row: Float64Array, scales: readonly TrainingScale[]): 'inside' | 'outside' | 'missing' => {
  if (scales.some(({ mean }) => mean.length !== row.length) || !row.every(Number.isFinite)) return 'missing'
  const inside = scales.every(({ mean, sd, limit }) => row.every((x, i) => Math.abs(x - mean[i]) <= limit * sd[i]))
  return inside ? 'inside' : 'outside'
}
