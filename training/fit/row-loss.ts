/**
 * Mean loss of network outputs. Row i of `output` answers row `rowOf[i]` of the sample. Where `gradient` is given, it
 * receives the derivative of the mean loss by every output, in the layout of the output.
 */
export type RowLoss = (output: Float32Array, rowOf: ArrayLike<number>, gradient?: Float32Array) => number
