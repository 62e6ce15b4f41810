import type * as tf from '@tensorflow/tfjs'
import { tensor2d, tidy } from '@tensorflow/tfjs'
import { Fault } from '../src/core/error'
import { standardise, type Scaling } from './scaling'

/**
 * A network and the scaling of its inputs. It takes raw feature rows; its output is a row of `network` per input row.
 */
export type TrainedNetwork = { readonly network: tf.LayersModel; readonly scaling: Scaling }

const chunkRows = 4096

/** Output of a network for standardised rows (row-major), row-major. */
export const predictStandardised = (network: tf.LayersModel, z: Float32Array, cols: number): Float32Array => {
  const rows = z.length / cols
  const width = network.outputs[0].shape[1]!
  const answers = new Float32Array(rows * width)
  for (let from = 0; from < rows; from += chunkRows) {
    const to = Math.min(rows, from + chunkRows)
    tidy(() => {
      const chunk = tensor2d(z.slice(from * cols, to * cols), [to - from, cols])
      answers.set((network.predictOnBatch(chunk) as tf.Tensor).dataSync(), from * width)
    })
  }
  return answers
}

/**
 * Raw network output for many raw feature rows, through TensorFlow in chunks of 4096 rows: row-major, rows × output
 * width. @throws Fault 'bad-input' when the length of `x` is not rows × columns of the model.
 */
export const predictRows = (model: TrainedNetwork, x: Float32Array | Float64Array, rows: number): Float32Array => {
  const cols = model.scaling.mean.length
  if (x.length !== rows * cols)
    throw new Fault('bad-input', `model takes rows of ${cols} columns: ${rows} rows are not ${x.length} values`)
  const width = model.network.outputs[0].shape[1]!
  const answers = new Float32Array(rows * width)
  for (let from = 0; from < rows; from += chunkRows) {
    const to = Math.min(rows, from + chunkRows)
    answers.set(predictStandardised(model.network, standardise(model.scaling, x, from, to), cols), from * width)
  }
  return answers
}
