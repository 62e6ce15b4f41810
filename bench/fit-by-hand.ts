import { glorotKernel, type DenseWeights } from '../models/dense'
import type { ForecasterShape } from '../models/forecaster/network'
import type { Rng } from '../src/core/rng'
import { startAdam } from '../training/fit/adam'
import type { FitOptions, FitPart } from '../training/fit/fit-network'

type Layer = { readonly from: number; readonly to: number; readonly kernel: Block; readonly bias: Block }
type Block = { readonly weights: Float64Array; readonly gradient: Float64Array; readonly decayed: boolean }

const block = (values: ArrayLike<number>, decayed: boolean): Block => ({
  weights: Float64Array.from(values),
  gradient: new Float64Array(values.length),
  decayed,
})

const layerOf = (from: number, to: number, kernel: ArrayLike<number>): Layer => ({
  ...{ from, to, kernel: block(kernel, true), bias: block(new Float64Array(to), false) },
})

/** out = input · kernel + bias, row by row. */
const forward = ({ from, to, kernel, bias }: Layer, input: Float64Array, out: Float64Array, rows: number): void => {
  const [weights, constants] = [kernel.weights, bias.weights]
  for (let row = 0; row < rows; row++) {
    const at = row * to
    for (let j = 0; j < to; j++) out[at + j] = constants[j]
    for (let i = 0; i < from; i++) {
      const value = input[row * from + i]
      const weight = i * to
      for (let j = 0; j < to; j++) out[at + j] += value * weights[weight + j]
    }
  }
}

type Pass = {
  readonly input: Float64Array
  /** Derivative by the layer's output. */
  readonly slope: Float64Array
  readonly rows: number
  /** Takes the derivative by the layer's input. */
  readonly back?: Float64Array
}

/** Adds to the layer's gradient and, where `back` is given, writes the derivative by its input. */
const backward = ({ from, to, kernel, bias }: Layer, { input, slope, rows, back }: Pass): void => {
  const [weights, gradient, constants] = [kernel.weights, kernel.gradient, bias.gradient]
  for (let row = 0; row < rows; row++) {
    const at = row * to
    for (let j = 0; j < to; j++) constants[j] += slope[at + j]
    for (let i = 0; i < from; i++) {
      const value = input[row * from + i]
      const weight = i * to
      for (let j = 0; j < to; j++) gradient[weight + j] += value * slope[at + j]
      if (back === undefined) continue
      let sum = 0
      for (let j = 0; j < to; j++) sum += weights[weight + j] * slope[at + j]
      back[row * from + i] = sum
    }
  }
}

const bend = (values: Float64Array, count: number): void => {
  for (let i = 0; i < count; i++) values[i] = Math.tanh(values[i])
}

const unbend = (slope: Float64Array, values: Float64Array, count: number): void => {
  for (let i = 0; i < count; i++) slope[i] *= 1 - values[i] * values[i]
}

type HandTask = { readonly train: FitPart; readonly validation: FitPart; readonly rng: Rng }

/**
 * Trains the forecaster's network as `fitNetwork` does, by plain loops over typed arrays: the floor that a backend's
 * overhead is measured against. The validation loss by epoch; same draws as `fitNetwork` from the same generator.
 */
export const fitByHand = (
  { columns, hidden: [wide, narrow], horizons, levels }: ForecasterShape,
  har: DenseWeights,
  { train, validation, rng }: HandTask,
  options: FitOptions,
): readonly number[] => {
  const heads = horizons * (1 + levels)
  const layers = [
    layerOf(columns, wide, glorotKernel(columns, wide, rng)),
    layerOf(wide, narrow, glorotKernel(wide, narrow, rng)),
    layerOf(narrow, heads, new Float64Array(narrow * heads)),
  ]
  const frozen = layerOf(columns, horizons, har.kernel)
  frozen.bias.weights.set(har.bias)
  const { batch } = options
  const room = (width: number): Float64Array => new Float64Array(batch * width)
  const [input, first, second, out, base] = [columns, wide, narrow, heads, horizons].map(room)
  const [firstSlope, secondSlope, outSlope] = [wide, narrow, heads].map(room)
  const output = new Float32Array(batch * heads)
  const gradient = new Float32Array(batch * heads)
  const answer = (part: FitPart, rowOf: ArrayLike<number>): void => {
    const rows = rowOf.length
    for (let i = 0; i < rows; i++) input.set(part.z.subarray(rowOf[i] * columns, (rowOf[i] + 1) * columns), i * columns)
    forward(layers[0], input, first, rows)
    bend(first, rows * wide)
    forward(layers[1], first, second, rows)
    bend(second, rows * narrow)
    forward(layers[2], second, out, rows)
    forward(frozen, input, base, rows)
    for (let i = 0; i < rows; i++)
      for (let h = 0; h < horizons; h++) {
        const mean = base[i * horizons + h] + out[i * heads + h]
        output[i * heads + h] = mean
        for (let q = 0; q < levels; q++) {
          const at = i * heads + horizons + h * levels + q
          output[at] = mean + out[at]
        }
      }
  }
  const lossOf = (part: FitPart): number => {
    let sum = 0
    for (let from = 0; from < part.rows; from += batch) {
      const rowOf = Int32Array.from({ length: Math.min(batch, part.rows - from) }, (_, i) => from + i)
      answer(part, rowOf)
      sum += part.loss(output.subarray(0, rowOf.length * heads), rowOf) * rowOf.length
    }
    return sum / part.rows
  }
  const blocks = layers.flatMap(({ kernel, bias }) => [kernel, bias])
  const step = startAdam(blocks, options)
  const order = Int32Array.from({ length: train.rows }, (_, row) => row)
  const losses: number[] = []
  for (let epoch = 1; epoch <= options.epochs; epoch++) {
    for (let i = order.length - 1; i > 0; i--) {
      const j = rng.integer(i + 1)
      const held = order[i]
      order[i] = order[j]
      order[j] = held
    }
    let sum = 0
    for (let from = 0; from < train.rows; from += batch) {
      const rowOf = order.subarray(from, Math.min(train.rows, from + batch))
      const rows = rowOf.length
      answer(train, rowOf)
      sum += train.loss(output.subarray(0, rows * heads), rowOf, gradient) * rows
      for (let i = 0; i < rows; i++)
        for (let h = 0; h < horizons; h++) {
          let mean = gradient[i * heads + h]
          for (let q = 0; q < levels; q++) {
            const at = i * heads + horizons + h * levels + q
            mean += gradient[at]
            outSlope[at] = gradient[at]
          }
          outSlope[i * heads + h] = mean
        }
      for (const { gradient: own } of blocks) own.fill(0)
      backward(layers[2], { input: second, slope: outSlope, rows, back: secondSlope })
      unbend(secondSlope, second, rows * narrow)
      backward(layers[1], { input: first, slope: secondSlope, rows, back: firstSlope })
      unbend(firstSlope, first, rows * wide)
      backward(layers[0], { input, slope: firstSlope, rows })
      step()
    }
    losses.push(lossOf(validation))
    options.onEpoch?.({ epoch, train: sum / train.rows, validation: losses[losses.length - 1] })
  }
  return losses
}
