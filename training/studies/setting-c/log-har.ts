import { leastSquares, linearPrediction } from '../../statistics/least-squares'
import { barsPerDay, forwardVariance, trailingVariance, type Grid } from './grid'

const windows = [72, barsPerDay, 7 * barsPerDay, 30 * barsPerDay]
const firstRow = 31 * barsPerDay
const rowEvery = 12
const refitEvery = 30 * barsPerDay
const warmUp = 60 * barsPerDay
/** Keeps the logarithm finite where six hours had no trade. */
const least = 1e-6

/**
 * Annual variance over the next `horizon` bars by log-HAR on realized variance of 6 h, 1, 7 and 30 days, refitted every
 * 30 days on all rows whose outcome is known by then (one an hour): exp(fit + residual variance / 2). Values before
 * `first` mean nothing.
 */
export const expandingLogHar = (
  grid: Grid,
  horizon: number,
): { readonly first: number; readonly variance: Float64Array } => {
  const bars = grid.price.length
  const logs = windows.map((window, w) =>
    trailingVariance(grid, window).map((value) => Math.log(w === 0 ? value + least : value || 1)),
  )
  const forward = forwardVariance(grid, horizon)
  const variance = new Float64Array(bars)
  const first = warmUp + horizon
  for (let refit = first; refit < bars; refit += refitEvery) {
    const rows: number[] = []
    for (let row = firstRow; row < refit - horizon; row += rowEvery) rows.push(row)
    const { coefficients, residualVariance } = leastSquares(
      logs.map((column) => Float64Array.from(rows, (row) => column[row])),
      Float64Array.from(rows, (row) => Math.log(forward[row])),
    )
    for (let i = refit; i < Math.min(refit + refitEvery, bars); i++)
      variance[i] = Math.exp(linearPrediction(coefficients, logs, i) + residualVariance / 2)
  }
  return { first, variance }
}
