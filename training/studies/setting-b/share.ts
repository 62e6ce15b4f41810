import { Fault } from '../../../src/core/error'
import type { Rng } from '../../../src/core/rng'
import { bootstrapIntervals, type Interval } from '../../statistics/bootstrap-ci'

/**
 * Share of the way from one strategy to another that a third goes, with 95 % intervals: 0 is the first, 1 the second.
 */
export type Share = {
  readonly price: number
  readonly es95: number
  readonly ci: { readonly price: Interval; readonly es95: Interval }
}

/** A column of P&L prepared for weighing: its exponentials, and its paths from the worst up. */
type Weighable = {
  readonly pnl: Float64Array
  readonly worst: number
  readonly exponential: Float64Array
  readonly order: Int32Array
}

const tail = 0.05

const weighable = (pnl: Float64Array, riskAversion: number): Weighable => {
  const order = Int32Array.from(pnl, (_, path) => path).sort((a, b) => pnl[a] - pnl[b])
  const worst = pnl[order[0]]
  return { pnl, worst, order, exponential: pnl.map((x) => Math.exp(-riskAversion * (x - worst))) }
}

/** Entropic price and expected shortfall of the demeaned P&L at 95 %, each path counted `weights[path]` times. */
const weighed = (
  { pnl, worst, exponential, order }: Weighable,
  weights: Uint16Array,
  riskAversion: number,
): { readonly price: number; readonly es95: number } => {
  const paths = pnl.length
  let sum = 0
  let total = 0
  for (let path = 0; path < paths; path++) {
    sum += weights[path] * exponential[path]
    total += weights[path] * pnl[path]
  }
  let left = tail * paths
  let losses = 0
  for (let i = 0; left > 0; i++) {
    const counted = Math.min(weights[order[i]], left)
    losses -= counted * pnl[order[i]]
    left -= counted
  }
  return { price: Math.log(sum / paths) / riskAversion - worst, es95: losses / (tail * paths) + total / paths }
}

/**
 * Shares of the gap between the P&Ls `from` and `to` that each of `between` captures, in entropic price and in expected
 * shortfall of demeaned P&L at 95 %, on common independent paths; intervals by bootstrap over paths, the same draws for
 * all. `gap` is the gap itself. Faults 'numerical-domain' where there is no gap.
 */
export const gapShares = (
  from: Float64Array,
  to: Float64Array,
  between: readonly Float64Array[],
  riskAversion: number,
  replications: number,
  rng: Rng,
): { readonly gap: Share; readonly shares: readonly Share[] } => {
  const columns = [from, to, ...between].map((pnl) => weighable(pnl, riskAversion))
  const weights = new Uint16Array(from.length)
  const statistics = (paths: Int32Array): number[] => {
    weights.fill(0)
    for (const path of paths) weights[path]++
    const [a, b, ...others] = columns.map((column) => weighed(column, weights, riskAversion))
    const price = a.price - b.price
    const es95 = a.es95 - b.es95
    return [price, es95, ...others.flatMap((x) => [(a.price - x.price) / price, (a.es95 - x.es95) / es95])]
  }
  const values = statistics(Int32Array.from(from, (_, path) => path))
  if (values[0] === 0 || values[1] === 0) throw new Fault('numerical-domain', 'a share of no gap')
  const intervals = bootstrapIntervals(from.length, statistics, 1, replications, rng)
  const [gap, ...shares] = columns.slice(1).map((_, i): Share => ({
    price: values[2 * i],
    es95: values[2 * i + 1],
    ci: { price: intervals[2 * i], es95: intervals[2 * i + 1] },
  }))
  return { gap, shares }
}
