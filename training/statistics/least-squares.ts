import { Fault } from '../../src/core/error'

const { sqrt } = Math

export type LinearFit = {
  /** Intercept first, then one a column. */
  readonly coefficients: readonly number[]
  /** Mean squared residual (divided by the number of rows), unweighted. */
  readonly residualVariance: number
  /** 1 − residual sum of squares / total sum of squares about the mean; 0 for a constant target. */
  readonly r2: number
}

/** Intercept plus the columns' values at a row, weighted by the coefficients. */
export const linearPrediction = (
  coefficients: readonly number[],
  columns: readonly Float64Array[],
  row: number,
): number => {
  let value = coefficients[0]
  for (let j = 0; j < columns.length; j++) value += coefficients[j + 1] * columns[j][row]
  return value
}

const factored = (columns: Float64Array[], target: Float64Array): number[] => {
  const rows = target.length
  const width = columns.length
  const scale = columns.map((column) => {
    let square = 0
    for (let i = 0; i < rows; i++) square += column[i] * column[i]
    return sqrt(square)
  })
  const diagonal: number[] = []
  for (let k = 0; k < width; k++) {
    const pivot = columns[k]
    let norm = 0
    for (let i = k; i < rows; i++) norm += pivot[i] * pivot[i]
    norm = sqrt(norm)
    if (!(norm > 1e-11 * scale[k]))
      throw new Fault('numerical-domain', `least squares: column ${k} of ${width} depends on the columns before it`)
    const head = pivot[k] > 0 ? -norm : norm
    pivot[k] -= head
    diagonal.push(head)
    const beta = -1 / (head * pivot[k])
    for (let j = k + 1; j <= width; j++) {
      const other = j < width ? columns[j] : target
      let dot = 0
      for (let i = k; i < rows; i++) dot += pivot[i] * other[i]
      const factor = dot * beta
      for (let i = k; i < rows; i++) other[i] -= factor * pivot[i]
    }
  }
  const solution = new Array<number>(width).fill(0)
  for (let k = width - 1; k >= 0; k--) {
    let value = target[k]
    for (let j = k + 1; j < width; j++) value -= columns[j][k] * solution[j]
    solution[k] = value / diagonal[k]
  }
  return solution
}

/**
 * Least squares with an intercept by Householder QR; `weights` (> 0) weigh the squared residuals. Faults
 * 'numerical-domain' when a value is not finite, rows are fewer than coefficients, or a column is a combination of
 * those before it.
 */
export const leastSquares = (
  columns: readonly Float64Array[],
  target: Float64Array,
  weights?: Float64Array,
): LinearFit => {
  const rows = target.length
  if (rows < columns.length + 1)
    throw new Fault('numerical-domain', `least squares: ${rows} rows for ${columns.length + 1} coefficients`)
  const weighted = [new Float64Array(rows), ...columns.map(() => new Float64Array(rows))]
  const right = new Float64Array(rows)
  let sum = 0
  for (let i = 0; i < rows; i++) {
    const root = weights === undefined ? 1 : sqrt(weights[i])
    weighted[0][i] = root
    right[i] = target[i] * root
    sum += root + right[i]
  }
  for (let j = 0; j < columns.length; j++) {
    const from = columns[j]
    const to = weighted[j + 1]
    for (let i = 0; i < rows; i++) sum += to[i] = from[i] * weighted[0][i]
  }
  if (!Number.isFinite(sum)) throw new Fault('numerical-domain', 'least squares: a value is not finite')
  const coefficients = factored(weighted, right)
  let mean = 0
  for (let i = 0; i < rows; i++) mean += target[i] / rows
  const residuals = new Float64Array(rows)
  for (let i = 0; i < rows; i++) residuals[i] = target[i] - coefficients[0]
  for (let j = 0; j < columns.length; j++) {
    const column = columns[j]
    const slope = coefficients[j + 1]
    for (let i = 0; i < rows; i++) residuals[i] -= slope * column[i]
  }
  let residual = 0
  let total = 0
  for (let i = 0; i < rows; i++) {
    residual += residuals[i] * residuals[i]
    total += (target[i] - mean) * (target[i] - mean)
  }
  return { coefficients, residualVariance: residual / rows, r2: total > 0 ? 1 - residual / total : 0 }
}
