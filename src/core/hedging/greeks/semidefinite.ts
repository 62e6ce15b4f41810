/** Pivots below this, the diagonal being 1, are rounding. */
const ROUNDING = 1e-10

/**
 * True where a symmetric matrix is positive semidefinite to rounding: Cholesky's pivots, of the matrix scaled to a
 * diagonal of 1, are not negative, and what stands beside a pivot of 0 is 0.
 */
export const isPositiveSemidefinite = (matrix: readonly (readonly number[])[]): boolean => {
  const scale = matrix.map((row, i) => (row[i] > 0 ? 1 / Math.sqrt(row[i]) : 1))
  const rest = matrix.map((row, i) => row.map((value, j) => value * scale[i] * scale[j]))
  for (let k = 0; k < rest.length; k++) {
    const pivot = rest[k][k]
    if (pivot < -ROUNDING) return false
    for (let i = k + 1; i < rest.length; i++) {
      if (pivot <= ROUNDING) {
        if (Math.abs(rest[i][k]) > Math.sqrt(ROUNDING)) return false
        continue
      }
      const factor = rest[i][k] / pivot
      for (let j = k + 1; j < rest.length; j++) rest[i][j] -= factor * rest[k][j]
    }
  }
  return true
}
