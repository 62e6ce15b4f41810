import { mean, standardDeviation } from '../../src/core/statistics/moments'
import { leastSquares, linearPrediction } from '../statistics/least-squares'

/** Targets without overlap that the prior weighs as much as, where the longest window is as long as the horizon. */
const priorTargets = 5

/**
 * Weight of the prior of `fitLevelHar` in targets that do not overlap: five, times the squared ratio of the longest
 * window to the horizon where that is below 1, because the mean of a window shorter than the horizon is a noisy measure
 * of the level. On 47 pairs of a recording and a horizon of a day or more, before their test parts, five multiplied the
 * QLIKE of log-HAR by 0.88 to 1.02; three by 0.92 to 1.01, ten by 0.82 to 1.04, thirty by 0.74 to 1.10.
 */
export const levelTargetsOf = (longestLag: number, horizon: number): number =>
  priorTargets * Math.min(1, longestLag / horizon) ** 2

/** Log-HAR's rows: the log of the mean variance over each window, the longest last, and of that over the horizon. */
export type LevelRows = {
  readonly columns: readonly Float64Array[]
  /** By how much each column rises where the log variance rises by one: 1, or 1 / sd on a standardised column. */
  readonly units: readonly number[]
  readonly target: Float64Array
}

/** Values and behind them two more, above and below their mean by the same step. */
const withDummies = (values: Float64Array, step: number): Float64Array => {
  const middle = mean(values)
  const all = new Float64Array(values.length + 2)
  all.set(values)
  all.set([middle - step, middle + step], values.length)
  return all
}

/**
 * Log-HAR under the prior that variance follows its level: where all windows rise by one, the forecast does. A
 * recording has seen few lasting changes of level, so that least squares alone takes its average level for the one to
 * which variance always returns. The prior is two dummy observations, in which the windows and the target lie together
 * above and below their means; it weighs as much as `weight` ≥ 0 rows whose longest window deviates as usual. Doan,
 * Litterman & Sims, Econometric Reviews 3 (1984) 1–100. Intercept first; `residualVariance` is that of the rows. Throws
 * as `leastSquares`.
 */
export const fitLevelHar = (
  { columns, units, target }: LevelRows,
  weight: number,
): { readonly coefficients: readonly number[]; readonly residualVariance: number } => {
  const slowest = columns.length - 1
  const step = (Math.sqrt(weight / 2) * standardDeviation(columns[slowest])) / units[slowest]
  if (!(step > 0)) return leastSquares(columns, target)
  const { coefficients } = leastSquares(
    columns.map((column, i) => withDummies(column, step * units[i])),
    withDummies(target, step),
  )
  const squares = target.reduce(
    (sum, value, row) => sum + (value - linearPrediction(coefficients, columns, row)) ** 2,
    0,
  )
  return { coefficients, residualVariance: squares / target.length }
}
