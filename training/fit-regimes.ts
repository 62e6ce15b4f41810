import type { Dataset } from './dataset'
import { fitClassifier, type FittedClassifier } from './fit/fit-classifier'
import type { FitOptions } from './fit/fit-options'
import { rowsOf, sampleBars } from './sample'

/** Rows of a minibatch such that an epoch is about forty steps: a few steps leave the classifier of a short recording half trained. */
const batchFor = (rows: number): number => Math.min(256, Math.max(32, Math.floor(rows / 40)))

/**
 * Fits the regime classifier on bars before `to`. `labels` are states by bar, `labelReach` how many bars ahead they see. The temperature is 1 at least: a
 * validation part with hardly a change of regime would sharpen the posterior to a certainty that the next change refutes, so it may only soften it.
 */
export const fitRegimes = async (
  dataset: Dataset,
  labels: Uint8Array,
  labelReach: number,
  states: number,
  to: number,
  options: FitOptions,
): Promise<FittedClassifier> => {
  const { train, validation } = sampleBars(dataset.first, to, labelReach)
  const labelled = (bars: Int32Array) => ({
    ...rowsOf(dataset, bars),
    labels: Uint8Array.from(bars, (bar) => labels[bar]),
  })
  const { model, history } = await fitClassifier(labelled(train), labelled(validation), {
    ...options,
    batch: batchFor(train.length),
    states,
  })
  return { model: { ...model, temperature: Math.max(1, model.temperature) }, history }
}
