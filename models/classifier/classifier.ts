import { predictRows } from '../predict-rows'
import type { TrainedNetwork } from '../trained-network'
import { writePosterior } from './posterior'

/** A fitted regime classifier: network, scaling, number of states and the temperature (> 0) that calibrates its posterior. */
export type Classifier = TrainedNetwork & { readonly states: number; readonly temperature: number }

/** Posteriors for raw feature rows (row-major), in batches through TensorFlow: `[row * K + k]`, each row sums to 1. */
export const posteriorRows = (model: Classifier, x: Float32Array | Float64Array, rows: number): Float64Array => {
  const logits = predictRows(model, x, rows)
  const { states, temperature } = model
  const posterior = new Float64Array(rows * states)
  for (let row = 0; row < rows; row++)
    writePosterior(logits, row * states, states, temperature, posterior, row * states)
  return posterior
}
