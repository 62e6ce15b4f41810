import type { ColumnReference } from '../training-reference'

/** Mean age of a row, in bars, in the histograms of drift: five trading days, 60 bars at least. */
export const driftWindow = (barsPerDay: number): number => Math.max(5 * barsPerDay, 60)

/** A bin that is empty on one side counts as this share, so that the index stays finite. */
const leastShare = 1e-3

/**
 * Population stability index Σ (p − q) ln(p / q) of two histograms over the same bins, shares summing to 1: 0 where
 * they are alike, symmetric, ≥ 0. Shares under 1e-3 count as 1e-3. Usual reading: above 0.25 the population is another.
 * Siddiqi, Credit Risk Scorecards (2006).
 */
export const populationStability = (live: ArrayLike<number>, reference: ArrayLike<number>): number => {
  let sum = 0
  for (let bin = 0; bin < reference.length; bin++) {
    const p = Math.max(live[bin], leastShare)
    const q = Math.max(reference[bin], leastShare)
    sum += (p - q) * Math.log(p / q)
  }
  return sum
}

/**
 * Greatest distance between the two distribution functions at the edges between the bins, in [0, 1]: the two-sample
 * Kolmogorov-Smirnov statistic where every value has a bin of its own, else a lower bound of it.
 */
export const kolmogorovSmirnov = (live: ArrayLike<number>, reference: ArrayLike<number>): number => {
  let [difference, most] = [0, 0]
  for (let bin = 0; bin + 1 < reference.length; bin++) {
    difference += live[bin] - reference[bin]
    most = Math.max(most, Math.abs(difference))
  }
  return most
}

/** Bin of a value among strictly rising edges: how many of them are not above it. */
export const binOf = (edges: readonly number[], value: number): number => {
  let [low, high] = [0, edges.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (edges[middle] <= value) low = middle + 1
    else high = middle
  }
  return low
}

/** Distance of live rows from those of training. Bounded memory: a histogram a column. */
export type Drift = {
  /** Takes a row whose values are finite. O(columns × bins). */
  readonly step: (row: ArrayLike<number>) => void
  /** Of a column: `populationStability`, `kolmogorovSmirnov`, and rows in a row with one value. */
  readonly psi: (column: number) => number
  readonly ks: (column: number) => number
  readonly run: (column: number) => number
}

/**
 * Starts the drift of rows: each column's histogram of the last rows, exponentially weighted with a mean age of
 * `windowBars`, against that of training. It starts as the reference itself, so that the first rows weigh no more than
 * any others.
 */
export const startDrift = (
  references: readonly Pick<ColumnReference, 'edges' | 'shares'>[],
  windowBars: number,
): Drift => {
  const rate = 1 / windowBars
  const shares = references.map((reference) => Float64Array.from(reference.shares))
  const last = new Float64Array(references.length).fill(NaN)
  const runs = new Int32Array(references.length)
  return {
    step(row) {
      references.forEach(({ edges }, column) => {
        const own = shares[column]
        const value = row[column]
        for (let bin = 0; bin < own.length; bin++) own[bin] -= rate * own[bin]
        own[binOf(edges, value)] += rate
        runs[column] = value === last[column] ? runs[column] + 1 : 1
        last[column] = value
      })
    },
    psi: (column) => populationStability(shares[column], references[column].shares),
    ks: (column) => kolmogorovSmirnov(shares[column], references[column].shares),
    run: (column) => runs[column],
  }
}
