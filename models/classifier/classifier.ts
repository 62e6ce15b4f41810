import { filterVariances, type VarianceRegimes } from '../../src/core/reading/regime/variance-regimes'
import { predictRows, type TrainedNetwork } from '../predict-rows'

/** Writes softmax(logits / temperature), one logit a state, into `out` of the same length. Temperature > 0. */
export const writePosterior = (logits: ArrayLike<number>, temperature: number, out: Float64Array): void => {
  const states = out.length
  let top = -Infinity
  for (let k = 0; k < states; k++) top = Math.max(top, logits[k])
  let total = 0
  for (let k = 0; k < states; k++) total += out[k] = Math.exp((logits[k] - top) / temperature)
  for (let k = 0; k < states; k++) out[k] /= total
}

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
   * Usual share of each state, all > 0, with which a posterior is compared: the filter's stationary distribution, which
   * a short recording changes less than the shares of its labels.
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
  for (let from = 0; from < rows * states; from += states)
    writePosterior(logits.subarray(from, from + states), temperature, posterior.subarray(from, from + states))
  return posterior
}

/** Bars of a recording: feature rows of those from bar `first` on, variances of all from the recording's first on. */
export type ClassifiedBars = {
  readonly x: Float32Array | Float64Array
  readonly rows: number
  readonly variance: Float64Array
  /** The last `rows` bars unless given. */
  readonly first?: number
}

/** Posteriors of `rows` bars of a recording from bar `first` on, as `posteriorRows` lays them out. */
export const posteriorBars = (model: Classifier, bars: ClassifiedBars): Float64Array => {
  const { x, rows, variance, first = variance.length - rows } = bars
  const { states, filter } = model
  const filtered = filterVariances(filter, variance.subarray(0, first + rows)).subarray(first * states)
  return posteriorRows(model, classifierRows(x, rows, filtered, states), rows)
}
