import { scalingLimit, type Scaling } from '../../models/scaling'
import { Fault } from '../../src/core/error'

/** Least divisor of a nearly constant column, so that its standardised values stay bounded in service. */
const sdFloor = 1e-6

/**
 * Mean and standard deviation of each column of a row-major table, the scaling that training and service share.
 * A standard deviation below 1e-6 of the column's size (or of 1) is raised to it.
 * @throws Fault 'bad-input' on an empty table, a wrong length or a value that is not finite.
 */
export const fitScaling = (x: Float32Array | Float64Array, rows: number, cols: number): Scaling => {
  if (rows < 1 || cols < 1 || x.length !== rows * cols)
    throw new Fault('bad-input', `${rows} rows of ${cols} columns are not ${x.length} values`)
  const mean = new Float64Array(cols)
  const square = new Float64Array(cols)
  // Welford's recursion: exact where the mean is large against the deviation.
  for (let row = 0; row < rows; row++)
    for (let col = 0; col < cols; col++) {
      const value = x[row * cols + col]
      if (!Number.isFinite(value)) throw new Fault('bad-input', `row ${row}, column ${col} of the features is ${value}`)
      const delta = value - mean[col]
      mean[col] += delta / (row + 1)
      square[col] += delta * (value - mean[col])
    }
  const sd = Array.from(square, (sum, col) =>
    Math.max(Math.sqrt(sum / rows), sdFloor * Math.max(1, Math.abs(mean[col]))),
  )
  return { mean: Array.from(mean), sd, limit: scalingLimit }
}
