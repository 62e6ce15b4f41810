import type { CostEstimate } from '../../src/core/execution/cost-card'
import type { Rng } from '../../src/core/rng'
import { quantileOfSorted } from '../statistics/quantile'
import { blockEstimates } from './block-estimates'

/** Slopes of y on two columns without intercept. */
export type RobustSlopes = {
  readonly first: CostEstimate
  readonly second: CostEstimate
  /** −second / first. */
  readonly reversal: CostEstimate
  /** 1 − Σ residual² / Σ y², unweighted. */
  readonly r2: number
  readonly rows: number
}

/** Huber's bound in robust standard deviations: 95 % efficient where errors are normal. */
const HUBER_BOUND = 1.345
const ROUNDS = 20

const solve = ([aa, ab, bb, ay, by]: readonly number[]): readonly [number, number] => {
  const determinant = aa * bb - ab * ab
  if (!(determinant > 1e-12 * aa * bb)) return [aa > 0 ? ay / aa : 0, 0]
  return [(ay * bb - by * ab) / determinant, (by * aa - ay * ab) / determinant]
}

/**
 * Huber's M-estimate of two slopes by reweighted least squares, the scale from the median absolute residual, with
 * intervals by blocks of rows at the final weights. `bound` is in robust standard deviations; Infinity is least
 * squares, to be used where most rows do not move and the rare move is the quantity to estimate. undefined with fewer
 * than 30 rows or a first column of zeros. Huber, Annals of Mathematical Statistics 35 (1964) 73–101.
 */
export const robustSlopes = (
  { a, b, y }: { readonly a: Float64Array; readonly b: Float64Array; readonly y: Float64Array },
  rng: Rng,
  bound = HUBER_BOUND,
): RobustSlopes | undefined => {
  const rows = y.length
  if (rows < 30 || a.every((value) => value === 0)) return undefined
  const columns = Array.from({ length: 5 }, () => new Float64Array(rows))
  const weigh = (weight: (row: number) => number): number[] => {
    const sums = [0, 0, 0, 0, 0]
    for (let i = 0; i < rows; i++) {
      const w = weight(i)
      const products = [a[i] * a[i], a[i] * b[i], b[i] * b[i], a[i] * y[i], b[i] * y[i]]
      for (let j = 0; j < 5; j++) sums[j] += columns[j][i] = w * products[j]
    }
    return sums
  }
  const residual = (i: number): number => y[i] - first * a[i] - second * b[i]
  let [first, second] = solve(weigh(() => 1))
  for (let round = 0; round < ROUNDS; round++) {
    const sizes = Float64Array.from(y, (_, i) => Math.abs(residual(i))).sort()
    const scale = 1.4826 * quantileOfSorted(sizes, 0.5)
    if (!(scale > 0 && bound < Infinity)) break
    const before = first
    ;[first, second] = solve(weigh((i) => Math.min(1, (bound * scale) / Math.abs(residual(i) || 1e-300))))
    if (Math.abs(first - before) <= 1e-9 * Math.abs(first)) break
  }
  let [left, total] = [0, 0]
  for (let i = 0; i < rows; i++) {
    left += residual(i) ** 2
    total += y[i] ** 2
  }
  const [slope, other, reversal] = blockEstimates(
    columns,
    (sums) => {
      const [one, two] = solve(sums)
      return [one, two, one === 0 ? 0 : -two / one]
    },
    rng,
  )
  return { first: slope, second: other, reversal, r2: total > 0 ? 1 - left / total : 0, rows }
}
