/**
 * Column-wise standardisation, a part of every model: z = clamp((x − mean) / sd, ±limit). One entry a column; sd > 0.
 */
export type Scaling = { readonly mean: readonly number[]; readonly sd: readonly number[]; readonly limit: number }

/** Standardised values are limited to so many standard deviations, in training and in service. */
export const scalingLimit = 8

/** Standardises raw rows `from` (inclusive) to `to` (exclusive) of a row-major table into a new row-major table. */
export const standardise = (
  { mean, sd, limit }: Scaling,
  x: Float32Array | Float64Array,
  from: number,
  to: number,
): Float32Array => {
  const cols = mean.length
  const z = new Float32Array((to - from) * cols)
  for (let row = from; row < to; row++)
    for (let col = 0; col < cols; col++) {
      const value = (x[row * cols + col] - mean[col]) / sd[col]
      z[(row - from) * cols + col] = value > limit ? limit : value < -limit ? -limit : value
    }
  return z
}
