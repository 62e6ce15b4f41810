/** Losses after an epoch, counted from 1. */
export type EpochLosses = { readonly epoch: number; readonly train: number; readonly validation: number }

/**
 * Losses by epoch, the validation loss of the untrained network, and the epoch whose weights were kept (0: the
 * untrained).
 */
export type History = {
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
  /** Longest gradient, over all weights, that a step follows. */
  readonly clipNorm: number
  readonly onEpoch?: (losses: EpochLosses) => void
}

/** Settings that suit tens of thousands of rows of tens of columns. */
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
