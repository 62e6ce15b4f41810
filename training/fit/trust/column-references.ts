import type { ColumnReference } from '../../../src/core/reading/training-reference'
import { binOf, startDrift } from '../../../src/core/reading/trust/drift'
import { quantileOfSorted } from '../../statistics/quantile'

/** Rows of a table, row-major. */
export type Rows = { readonly x: Float64Array; readonly rows: number; readonly cols: number }

const BINS = 10
/** Parts of the rows: windows in each but the first are compared with the parts before it. */
const PARTS = 4
/** Evaluations of the drift within one window. */
const CHECKS = 4

const columnOf = ({ x, rows, cols }: Rows, column: number): Float64Array =>
  Float64Array.from({ length: rows }, (_, row) => x[row * cols + column])

/** Deciles, strictly rising; those that fall on the least value would leave the first bin empty. */
const edgesOf = (values: Float64Array): number[] => {
  const sorted = values.slice().sort()
  const edges: number[] = []
  for (let k = 1; k < BINS; k++) {
    const edge = quantileOfSorted(sorted, k / BINS)
    if (edge > (edges.at(-1) ?? sorted[0])) edges.push(edge)
  }
  return edges
}

const sharesOf = (values: Float64Array, edges: readonly number[]): number[] => {
  const counts = new Array<number>(edges.length + 1).fill(0)
  for (const value of values) counts[binOf(edges, value)]++
  return counts.map((count) => count / values.length)
}

const longestRunOf = (values: Float64Array): number => {
  let [run, longest] = [0, 0]
  for (let row = 0; row < values.length; row++) {
    run = row > 0 && values[row] === values[row - 1] ? run + 1 : 1
    longest = Math.max(longest, run)
  }
  return longest
}

type Ceiling = { psi: number; ks: number }

/**
 * Greatest drift of each column over windows of the later parts, each against all rows before its part: the drift that
 * occurred in training.
 */
const ceilingsOf = (table: Rows, edges: readonly (readonly number[])[], windowBars: number): readonly Ceiling[] => {
  const { x, rows, cols } = table
  const ceilings = edges.map(() => ({ psi: 0, ks: 0 }))
  const partRows = Math.floor(rows / PARTS)
  for (let part = 1; part < PARTS; part++) {
    const from = part * partRows
    const before = { x, rows: from, cols }
    const drift = startDrift(
      edges.map((own, column) => ({ edges: own, shares: sharesOf(columnOf(before, column), own) })),
      windowBars,
    )
    const every = Math.max(1, Math.round(windowBars / CHECKS))
    for (let row = from; row < from + partRows; row++) {
      drift.step(x.subarray(row * cols, (row + 1) * cols))
      if ((row - from + 1) % every !== 0) continue
      ceilings.forEach((ceiling, column) => {
        ceiling.psi = Math.max(ceiling.psi, drift.psi(column))
        ceiling.ks = Math.max(ceiling.ks, drift.ks(column))
      })
    }
  }
  return ceilings
}

/**
 * Reference values of each column of the training rows: deciles, how far windows of it drifted from what came before,
 * and its longest run of one value.
 */
export const columnReferences = (table: Rows, windowBars: number): readonly ColumnReference[] => {
  const columns = Array.from({ length: table.cols }, (_, column) => columnOf(table, column))
  const edges = columns.map(edgesOf)
  const ceilings = ceilingsOf(table, edges, windowBars)
  return columns.map((values, column) => ({
    edges: edges[column],
    shares: sharesOf(values, edges[column]),
    ...ceilings[column],
    longestRun: longestRunOf(values),
  }))
}
