/** Writes the residuals at `x` into `out`; all must be finite where the search may go. */
export type Residuals = (x: Float64Array, out: Float64Array) => void

const sumOfSquares = (values: Float64Array): number => {
  let sum = 0
  for (const value of values) sum += value * value
  return sum
}

/** Solves the symmetric positive definite system in place by Cholesky's method; false where it is not definite. */
export const solveSymmetric = (matrix: Float64Array, right: Float64Array, n: number): boolean => {
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j]
      for (let k = 0; k < j; k++) sum -= matrix[i * n + k] * matrix[j * n + k]
      if (i === j && !(sum > 0)) return false
      matrix[i * n + j] = i === j ? Math.sqrt(sum) : sum / matrix[j * n + j]
    }
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) right[i] -= matrix[i * n + k] * right[k]
    right[i] /= matrix[i * n + i]
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) right[i] -= matrix[k * n + i] * right[k]
    right[i] /= matrix[i * n + i]
  }
  return true
}

/**
 * A local minimum of the sum of squares of `count` residuals from `start`, with derivatives by forward differences; it
 * ends when a step lowers the sum by less than 1e-12 of it, or after `most` steps. Marquardt, Journal of SIAM 11 (1963)
 * 431–441.
 */
export const leastSquares = (
  residuals: Residuals,
  count: number,
  start: readonly number[],
  most = 40,
): { readonly x: Float64Array; readonly sum: number } => {
  const n = start.length
  let x = Float64Array.from(start)
  let r = new Float64Array(count)
  let tried = new Float64Array(count)
  const jacobian = new Float64Array(n * count)
  const [normal, damped] = [new Float64Array(n * n), new Float64Array(n * n)]
  const [gradient, step] = [new Float64Array(n), new Float64Array(n)]
  residuals(x, r)
  let sum = sumOfSquares(r)
  let damping = 1e-3
  for (let iteration = 0; iteration < most; iteration++) {
    for (let i = 0; i < n; i++) {
      const h = 1e-7 * Math.max(1, Math.abs(x[i]))
      const moved = Float64Array.from(x)
      moved[i] += h
      residuals(moved, tried)
      for (let j = 0; j < count; j++) jacobian[i * count + j] = (tried[j] - r[j]) / h
    }
    for (let i = 0; i < n; i++) {
      let down = 0
      for (let j = 0; j < count; j++) down -= jacobian[i * count + j] * r[j]
      gradient[i] = down
      for (let k = 0; k <= i; k++) {
        let product = 0
        for (let j = 0; j < count; j++) product += jacobian[i * count + j] * jacobian[k * count + j]
        normal[i * n + k] = normal[k * n + i] = product
      }
    }
    const before = sum
    while (damping < 1e12) {
      damped.set(normal)
      step.set(gradient)
      for (let i = 0; i < n; i++) damped[i * n + i] += damping * Math.max(normal[i * n + i], 1e-12)
      if (solveSymmetric(damped, step, n)) {
        const next = x.map((value, i) => value + step[i])
        residuals(next, tried)
        const reached = sumOfSquares(tried)
        if (reached < sum) {
          ;[x, sum] = [next, reached]
          ;[r, tried] = [tried, r]
          damping = Math.max(damping / 10, 1e-12)
          break
        }
      }
      damping *= 10
    }
    if (!(sum < before * (1 - 1e-12))) break
  }
  return { x, sum }
}
