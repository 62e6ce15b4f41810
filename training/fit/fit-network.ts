import { setImmediate } from 'node:timers/promises'
import type * as tf from '@tensorflow/tfjs'
import { predictStandardised } from '../../models/predict-rows'
import { Fault } from '../../src/core/error'
import type { Rng } from '../../src/core/rng'
import { gatherRows } from '../data/feature-table'
import { startAdam } from './adam'
import { lossAndGradient, trainableWeights, type RowLoss } from './gradient-step'

/** Losses after an epoch, counted from 1. */
export type EpochLosses = { readonly epoch: number; readonly train: number; readonly validation: number }

/**
 * Losses by epoch, the validation loss of the untrained network, and the epoch whose weights were kept (0: the
 * untrained).
 */
export type LossHistory = {
  readonly train: readonly number[]
  readonly validation: readonly number[]
  readonly untrained: number
  readonly bestEpoch: number
}

export type FitOptions = {
  /** Units of the two hidden layers. */
  readonly hidden: readonly [number, number]
  readonly epochs: number
  readonly batch: number
  readonly learningRate: number
  /** Training stops after so many epochs without a lower validation loss. */
  readonly patience: number
  readonly seed: number
  readonly weightDecay: number
  /** Largest norm of the gradient over all weights; a longer one is shortened to it. */
  readonly clipNorm: number
  readonly onEpoch?: (losses: EpochLosses) => void
}

/** Settings for tens of thousands of rows of tens of columns. */
export const defaultFitOptions: FitOptions = {
  hidden: [64, 32],
  epochs: 30,
  batch: 512,
  learningRate: 1e-3,
  patience: 4,
  seed: 1,
  weightDecay: 1e-2,
  clipNorm: 1,
}

/** Settings of the forecaster and the classifier. */
export const modelFitOptions: FitOptions = { ...defaultFitOptions, hidden: [32, 16], epochs: 16, patience: 3 }

/** Standardised inputs, row-major, with the loss of their outputs. */
export type FitPart = { readonly z: Float32Array; readonly rows: number; readonly cols: number; readonly loss: RowLoss }

const shuffle = (order: Int32Array, rng: Rng): void => {
  for (let i = order.length - 1; i > 0; i--) {
    const j = rng.integer(i + 1)
    const held = order[i]
    order[i] = order[j]
    order[j] = held
  }
}

/** Mean loss of a network over all rows of a part. */
export const lossOf = (network: tf.LayersModel, { z, rows, cols, loss }: FitPart): number =>
  loss(
    predictStandardised(network, z, cols),
    Int32Array.from({ length: rows }, (_, row) => row),
  )

/**
 * Trains a network in place by minibatches and leaves in it the weights of the epoch with the lowest validation loss:
 * epoch 0, the untrained network, is a candidate. Stops after `patience` epochs without a new lowest. Returns the mean
 * training loss and the validation loss by epoch; the event loop turns between epochs. Same network, data, options and
 * backend: same weights, bit for bit.
 * @throws Fault 'numerical-domain' when the loss is not finite.
 */
export const fitNetwork = async (
  network: tf.LayersModel,
  { train, validation }: { readonly train: FitPart; readonly validation: FitPart },
  options: FitOptions,
  rng: Rng,
): Promise<LossHistory> => {
  const weights = trainableWeights(network)
  const step = startAdam(weights.blocks, options)
  const copy = (): Float64Array[] => weights.blocks.map((block) => block.weights.slice())
  const order = Int32Array.from({ length: train.rows }, (_, row) => row)
  const untrained = lossOf(network, validation)
  let best = { epoch: 0, loss: untrained, weights: copy() }
  const history = { train: [] as number[], validation: [] as number[] }
  for (let epoch = 1; epoch <= options.epochs && epoch - best.epoch <= options.patience; epoch++) {
    shuffle(order, rng)
    let sum = 0
    for (let from = 0; from < train.rows; from += options.batch) {
      const rowOf = order.subarray(from, Math.min(train.rows, from + options.batch))
      const loss = lossAndGradient(network, weights, { z: gatherRows(train.z, train.cols, rowOf), rowOf }, train.loss)
      if (!Number.isFinite(loss)) throw new Fault('numerical-domain', `training loss is ${loss} in epoch ${epoch}`)
      sum += loss * rowOf.length
      step()
      weights.write()
    }
    const progress = { epoch, train: sum / train.rows, validation: lossOf(network, validation) }
    history.train.push(progress.train)
    history.validation.push(progress.validation)
    if (progress.validation < best.loss) best = { epoch, loss: progress.validation, weights: copy() }
    options.onEpoch?.(progress)
    await setImmediate()
  }
  weights.blocks.forEach((block, i) => {
    block.weights.set(best.weights[i])
  })
  weights.write()
  return { ...history, untrained, bestEpoch: best.epoch }
}
