import { binOf } from './bin-of'
import { kolmogorovSmirnov, populationStability } from './histogram-distance'
import type { ColumnReference } from './training-reference'

/** Live rows against those of training. Bounded memory: a histogram a column. */
export type Drift = {
  /** Sees a row whose values are finite. O(columns × bins). */
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
