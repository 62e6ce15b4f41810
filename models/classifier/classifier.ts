import { filterVariances, type VarianceRegimes } from '../../src/core/reading/regime/variance-regimes'
import { predictRows } from '../predict-rows'
import type { TrainedNetwork } from '../trained-network'
import { writePosterior } from './posterior'

/**
 * What the states of a classifier are. 'regimes': the hidden states behind the bars' variances. 'jump': those of a
 * statistical jump model. A number: classes of the mean variance over so many bars to come.
 */
export type LabelKind = 'regimes' | 'jump' | number

/**
 * A fitted regime classifier: the filter of the bars' variances, the network that corrects it by the features, and the
 * temperature (> 0) that calibrates its posterior. The network's rows are a feature row and, behind it, the filter's
 * log probabilities.
 */
export type Classifier = TrainedNetwork & {
  readonly states: number
  readonly filter: VarianceRegimes
  readonly temperature: number
  /**
   * Usual share of each state, all > 0, against which a posterior stands out: the filter's long run, which a short
   * recording moves less than its labels' shares.
   */
  readonly shares: readonly number[]
  readonly labels: LabelKind
}

/** Raw feature rows (row-major) with the filter's log probabilities behind each: the rows of a classifier's network. */
export const classifierRows = (
  x: Float32Array | Float64Array,
  rows: number,
  filtered: Float64Array,
  states: number,
): Float64Array => {
  const cols = x.length / rows
  const width = cols + states
  const table = new Float64Array(rows * width)
  for (let row = 0; row < rows; row++) {
    table.set(x.subarray(row * cols, (row + 1) * cols), row * width)
    table.set(filtered.subarray(row * states, (row + 1) * states), row * width + cols)
  }
  return table
}

/** Posteriors for the network's rows, in batches through TensorFlow: `[row * K + k]`, each row sums to 1. */
export const posteriorRows = (model: Classifier, table: Float64Array, rows: number): Float64Array => {
  const logits = predictRows(model, table, rows)
  const { states, temperature } = model
  const posterior = new Float64Array(rows * states)
  for (let row = 0; row < rows; row++)
    writePosterior(logits, row * states, states, temperature, posterior, row * states)
  return posterior
}

/**
 * Posteriors of `rows` bars of a recording from bar `first` on: feature rows of those bars, variances of all from its
 * first on.
 */
export const posteriorBars = (
  model: Classifier,
  x: Float32Array | Float64Array,
  rows: number,
  variance: Float64Array,
  first = variance.length - rows,
): Float64Array => {
  const { states, filter } = model
  const filtered = filterVariances(filter, variance.subarray(0, first + rows)).subarray(first * states)
  return posteriorRows(model, classifierRows(x, rows, filtered, states), rows)
}
