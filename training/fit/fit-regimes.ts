import { filterVariances } from '../../src/core/reading/regime/variance-regimes'
import type { Dataset } from '../data/dataset'
import { fitClassifier, type FittedClassifier } from './fit-classifier'
import type { FitOptions } from './fit-options'
import type { Labels } from '../labels/labels'
import { rowsOf, sampleBars } from '../data/sample'

/**
 * Rows of a minibatch such that an epoch is about forty steps: a few steps leave the classifier of a short recording
 * half trained.
 */
const batchFor = (rows: number): number => Math.min(256, Math.max(32, Math.floor(rows / 40)))

/** Fits the regime classifier on bars before `to`, to labels of those bars. */
export const fitRegimes = async (
  dataset: Dataset,
  { kind, states, state, reach, stay, filter }: Labels,
  to: number,
  options: FitOptions,
  mostRows?: number,
): Promise<FittedClassifier> => {
  const { train, validation, stride } = sampleBars(dataset.first, to, reach, mostRows)
  const logs = filterVariances(filter, dataset.series.variance.subarray(0, to))
  const labelled = (bars: Int32Array) => {
    const filtered = new Float64Array(bars.length * states)
    bars.forEach((bar, i) => {
      filtered.set(logs.subarray(bar * states, (bar + 1) * states), i * states)
    })
    return { ...rowsOf(dataset, bars), filtered, labels: Uint8Array.from(bars, (bar) => state[bar]) }
  }
  return fitClassifier(labelled(train), labelled(validation), {
    ...options,
    batch: batchFor(train.length),
    states,
    filter,
    kind,
    overlap: Math.max(1, stay / stride),
  })
}
