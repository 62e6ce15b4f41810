import * as tf from '@tensorflow/tfjs'
import type { AdamBlock } from './adam'

/**
 * Mean loss of network outputs. Row i of `output` belongs to row `rowOf[i]` of the sample. Where `gradient` is given,
 * it receives the derivative of the mean loss by every output, in the layout of the output.
 */
export type RowLoss = (output: Float32Array, rowOf: ArrayLike<number>, gradient?: Float32Array) => number

/** The trainable weights of a network as blocks for Adam, with the way back into the network. */
export type TrainableWeights = {
  readonly blocks: readonly AdamBlock[]
  readonly variables: readonly tf.Variable[]
  /** Copies the blocks into the network. */
  write(): void
}

/** The trainable weights of a network, read out; matrices are decayed, biases not. */
export const trainableWeights = (network: tf.LayersModel): TrainableWeights => {
  const variables = network.trainableWeights.map((weight) => weight.read() as tf.Variable)
  const blocks = variables.map((variable) => ({
    weights: Float64Array.from(variable.dataSync()),
    gradient: new Float64Array(variable.size),
    decayed: variable.rank > 1,
  }))
  const write = (): void => {
    tf.tidy(() => {
      variables.forEach((variable, i) =>
        variable.assign(tf.tensor(Float32Array.from(blocks[i].weights), variable.shape)),
      )
    })
  }
  return { blocks, variables, write }
}

/**
 * Mean loss of one minibatch: standardised inputs, rows × cols, of the given rows of a sample. Its gradient is left in
 * the blocks.
 */
export const lossAndGradient = (
  network: tf.LayersModel,
  { blocks, variables }: TrainableWeights,
  { z, rowOf }: { readonly z: Float32Array; readonly rowOf: Int32Array },
  loss: RowLoss,
): number => {
  let value = 0
  // The loss and its derivative are plain arithmetic in double precision; TensorFlow carries the derivative back
  // through the network.
  const rowLoss = tf.customGrad((...inputs) => {
    const output = inputs[0] as tf.Tensor2D
    const gradient = new Float32Array(output.size)
    value = loss(output.dataSync<'float32'>(), rowOf, gradient)
    return {
      value: tf.scalar(value),
      gradFunc: (dy: tf.Tensor) => dy.mul(tf.tensor2d(gradient, output.shape)),
    }
  })
  tf.tidy(() => {
    const input = tf.tensor2d(z, [rowOf.length, z.length / rowOf.length])
    const { grads } = tf.variableGrads(
      () => rowLoss(network.apply(input, { training: true }) as tf.Tensor) as tf.Scalar,
      [...variables],
    )
    variables.forEach((variable, i) => {
      blocks[i].gradient.set(grads[variable.name].dataSync())
    })
  })
  return value
}
