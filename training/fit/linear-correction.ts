import { startSolver } from '../statistics/gram'
import { cappedQlike, cappedQlikeSlope } from './forecaster-loss'

/** A linear correction of a log variance on standardised columns: one slope a column, the intercept last. */
export type LinearCorrection = Float64Array

/** The correction at one row of a row-major table. */
export const correctionAt = (beta: LinearCorrection, z: Float32Array, row: number): number => {
  const cols = beta.length - 1
  let value = beta[cols]
  for (let col = 0; col < cols; col++) value += beta[col] * z[row * cols + col]
  return value
}

const mostSteps = 25
/** Of the mean loss. */
const tolerance = 1e-7

/**
 * The linear correction f that lowers Σ QLIKE(error − f) + Σ penalties · coefficients² / 2, QLIKE capped as in
 * training: a ridge regression of the gamma family with a log link (McCullagh & Nelder, Generalized Linear Models,
 * 1989), by Fisher scoring, whose information is the Gram matrix itself. `error` is log realized minus log forecast,
 * `gram` belongs to the rows; `penalties` ≥ 0 are in the order of the coefficients, in rows. Starts at `from` and
 * shortens a step that does not lower the loss.
 */
export const fitLinearCorrection = (
  { z, gram, error }: { readonly z: Float32Array; readonly gram: Float64Array; readonly error: Float64Array },
  penalties: ArrayLike<number>,
  from: LinearCorrection,
): LinearCorrection => {
  const width = from.length
  const cols = width - 1
  const rows = error.length
  const information = gram.slice()
  for (let i = 0; i < width; i++) information[i * width + i] += penalties[i]
  const solve = startSolver(information, width)
  const score = (beta: LinearCorrection): { loss: number; gradient: Float64Array } => {
    const gradient = new Float64Array(width)
    let loss = 0
    for (let row = 0; row < rows; row++) {
      const left = error[row] - correctionAt(beta, z, row)
      loss += cappedQlike(left)
      const slope = cappedQlikeSlope(left)
      for (let col = 0; col < cols; col++) gradient[col] += slope * z[row * cols + col]
      gradient[cols] += slope
    }
    for (let i = 0; i < width; i++) {
      loss += 0.5 * penalties[i] * beta[i] * beta[i]
      gradient[i] -= penalties[i] * beta[i]
    }
    return { loss, gradient }
  }
  let beta = from
  let now = score(beta)
  let length = 1
  for (let step = 0; step < mostSteps && length > 1e-3; step++) {
    const way = solve(now.gradient)
    const next = beta.map((value, i) => value + length * way[i])
    const then = score(next)
    if (!(then.loss < now.loss)) {
      length /= 2
      continue
    }
    const gain = now.loss - then.loss
    beta = next
    now = then
    if (gain < tolerance * rows) break
  }
  return beta
}
