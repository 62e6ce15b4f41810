import type { FeatureRows } from './jump-path'

/** Mean and deviation of each feature over the rows a jump model was fitted on. */
export type FeatureScale = { readonly mean: Float64Array; readonly deviation: Float64Array }

/** Scale of the rows; a feature that does not move gets deviation 1 and so adds nothing. */
export const scaleOf = ({ length, width, values }: FeatureRows): FeatureScale => {
  const mean = new Float64Array(width)
  const deviation = new Float64Array(width)
  for (let i = 0; i < values.length; i++) mean[i % width] += values[i] / length
  for (let i = 0; i < values.length; i++) deviation[i % width] += (values[i] - mean[i % width]) ** 2 / length
  return { mean, deviation: deviation.map((square) => (square > 1e-20 ? Math.sqrt(square) : 1)) }
}

/** The rows in units of their scale. */
export const standardized = (
  { length, width, values }: FeatureRows,
  { mean, deviation }: FeatureScale,
): FeatureRows => ({
  length,
  width,
  values: values.map((value, i) => (value - mean[i % width]) / deviation[i % width]),
})

/** Every `stride`-th row from the first. */
export const everyRow = (rows: FeatureRows, stride: number): FeatureRows => {
  if (stride === 1) return rows
  const length = Math.ceil(rows.length / stride)
  const values = new Float64Array(length * rows.width)
  for (let t = 0; t < length; t++)
    values.set(rows.values.subarray(t * stride * rows.width, (t * stride + 1) * rows.width), t * rows.width)
  return { length, width: rows.width, values }
}
