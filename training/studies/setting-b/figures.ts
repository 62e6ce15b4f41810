import { Fault } from '../../../src/core/error'
import type { Rng } from '../../../src/core/rng'
import { mean, standardDeviation } from '../../../src/core/statistics/moments'
import { entropicPrice, expectedShortfall } from '../../../src/core/statistics/risk-measures'
import { bootstrapIntervals, type Interval } from '../../statistics/bootstrap-ci'
import { quantileOfSorted } from '../../statistics/quantile'
import { settingB } from './setting'

/** A statistic of independent paths with its standard error. */
export type Figure = { readonly value: number; readonly standardError: number }

/**
 * A statistic of a P&L column with the influence of each path on it: its standard error is that of the mean influence.
 */
type Influenced = { readonly value: number; readonly influence: Float64Array }

const tail = 0.05
const { riskAversion } = settingB

const influencedPrice = (pnl: Float64Array): Influenced => {
  const value = entropicPrice(pnl, riskAversion)
  return { value, influence: pnl.map((x) => Math.exp(-riskAversion * (x + value)) / riskAversion) }
}

// Manistre & Hancock, North American Actuarial Journal 9 (2005) 129–156.
const influencedShortfall = (pnl: Float64Array): Influenced => {
  const edge = quantileOfSorted(pnl.slice().sort(), tail)
  return {
    value: expectedShortfall(pnl, tail) + mean(pnl),
    influence: pnl.map((x) => Math.max(edge - x, 0) / tail + x),
  }
}

const errorOfMean = (influence: Float64Array): number => standardDeviation(influence) / Math.sqrt(influence.length)

const figure = ({ value, influence }: Influenced): Figure => ({ value, standardError: errorOfMean(influence) })

/** Entropic price, and its standard error by the delta method. */
export const priceFigure = (pnl: Float64Array): Figure => figure(influencedPrice(pnl))

/** Expected shortfall of the demeaned P&L at 95 %, and its standard error by its influence function. */
export const excessShortfallFigure = (pnl: Float64Array): Figure => figure(influencedShortfall(pnl))

const pairedZ = (first: Influenced, second: Influenced): number => {
  const error = errorOfMean(first.influence.map((x, i) => x - second.influence[i]))
  return error > 0 ? (first.value - second.value) / error : 0
}

/**
 * How far two P&Ls on common paths lie apart, first less second, in standard errors of the difference; 0 where they are
 * the same.
 */
export const pairedZs = (
  first: Float64Array,
  second: Float64Array,
): { readonly price: number; readonly es95: number } => ({
  price: pairedZ(influencedPrice(first), influencedPrice(second)),
  es95: pairedZ(influencedShortfall(first), influencedShortfall(second)),
})

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
  {
    from,
    to,
    between,
  }: { readonly from: Float64Array; readonly to: Float64Array; readonly between: readonly Float64Array[] },
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
  const intervals = bootstrapIntervals(from.length, statistics, { blockLength: 1, replications, rng })
  const [gap, ...shares] = columns.slice(1).map((_, i): Share => ({
    price: values[2 * i],
    es95: values[2 * i + 1],
    ci: { price: intervals[2 * i], es95: intervals[2 * i + 1] },
  }))
  return { gap, shares }
}
