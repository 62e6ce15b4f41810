import { setDense } from '../../models/dense'
import type { Forecaster } from '../../models/forecaster/forecaster'
import { buildForecasterNetwork, harLayer, type LogHarCoefficients } from '../../models/forecaster/network'
import { standardise } from '../../models/scaling'
import { Fault } from '../../src/core/error'
import { startRng } from '../../src/core/rng'
import { checkTable, checkValues, type FeatureTable } from '../data/feature-table'
import { fitNetwork, lossOf, type FitOptions, type LossHistory } from './fit-network'
import { calibrateQuantiles, shrinkCorrection, startingOffsets, widenQuantiles } from './forecaster-heads'
import { forecasterLoss, horizonWeights } from './forecaster-loss'
import { chooseLinearLayer, fitLinearLayer } from './linear-layer'
import { fitScaling } from './scaling'

/** Raw feature rows and `y[row * H + h]`, the log of the mean per-bar variance over horizon h after the row. */
export type ForecastSample = FeatureTable & { readonly y: Float32Array | Float64Array }

export type ForecasterOptions = FitOptions & {
  /** Columns of `x` that log-HAR reads, its longest window last. */
  readonly harColumns: readonly number[]
  /** Weight of log-HAR's prior by horizon, in targets that do not overlap (level-prior.ts); 0 unless given. */
  readonly levelTargets?: readonly number[]
  /** Log-HAR fitted on the training part, one a horizon; slopes in the order of `harColumns`, on raw columns. */
  readonly harCoefficients: readonly LogHarCoefficients[]
  /** Columns of `x` that depend on the clock alone; none unless given. */
  readonly seasonColumns?: readonly number[]
  /** Columns that hold the premium of implied volatility over realized; none unless given. */
  readonly premiumColumns?: readonly number[]
  /** Quantile levels, rising in (0, 1). */
  readonly levels: readonly number[]
  /** Rows that a target spans, by horizon, ≥ 1; all 1, no overlap, unless given. */
  readonly overlaps?: readonly number[]
}

export type FittedForecaster = {
  readonly model: Forecaster
  /** Its epoch 0 is log-HAR, epoch 1 the linear correction, the others the network's. */
  readonly history: LossHistory
  /**
   * Share kept of the correction by the seasons alone, by horizon. Already folded into the model, as are the others.
   */
  readonly seasonShrinkage: readonly number[]
  /** Share kept of what log-HAR with implied volatility adds to it; 0 where none is recorded. */
  readonly impliedShrinkage: readonly number[]
  /** Share kept of what the linear correction by all columns adds to it; all 0 leave plain log-HAR. */
  readonly shrinkage: readonly number[]
  /** Share kept of the network's correction on top of it. */
  readonly networkShrinkage: readonly number[]
}

/** Default quantile levels. */
export const defaultLevels: readonly number[] = [0.05, 0.25, 0.5, 0.75, 0.95]

const checkOptions = (
  { harColumns, harCoefficients, levels, seasonColumns = [], premiumColumns = [] }: ForecasterOptions,
  cols: number,
): void => {
  if (harCoefficients.length === 0) throw new Fault('bad-input', 'log-HAR coefficients are needed for every horizon')
  const columns = [...harColumns, ...seasonColumns, ...premiumColumns]
  if (columns.some((col) => !Number.isInteger(col) || col < 0 || col >= cols))
    throw new Fault(
      'bad-input',
      `HAR, season and premium columns ${columns.join(', ')} do not all lie in 0 … ${cols - 1}`,
    )
  for (const { slopes, intercept, residualVariance } of harCoefficients)
    if (
      slopes.length !== harColumns.length ||
      ![...slopes, intercept, Math.sqrt(residualVariance)].every(Number.isFinite)
    )
      throw new Fault('bad-input', 'log-HAR needs a finite intercept, one finite slope a column and a variance ≥ 0')
  if (levels.some((level, q) => !(level > (levels[q - 1] ?? 0)) || level >= 1))
    throw new Fault('bad-input', `quantile levels ${levels.join(', ')} do not rise within (0, 1)`)
}

const joined = (a: Float32Array, b: Float32Array): Float32Array => {
  const both = new Float32Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}

/**
 * Fits the volatility forecaster on two parts in time order. Scaling is fitted on the training part. A linear
 * correction of log-HAR is chosen by horizon on purged folds of both parts (choose-linear.ts); fitted on the training
 * part, it is the start of the network. The network stops early by the validation part, on which its share is chosen,
 * by QLIKE and horizon, and the quantiles are widened and calibrated. Last, the linear correction is fitted again on
 * both parts. The caller disposes of `model.network`. Same data, options and backend: same weights, bit for bit.
 * @throws Fault 'bad-input' on invalid samples or options, 'numerical-domain' when training diverges.
 */
export const fitForecaster = async (
  train: ForecastSample,
  validation: ForecastSample,
  options: ForecasterOptions,
): Promise<FittedForecaster> => {
  const { harColumns, harCoefficients, levels, levelTargets, seasonColumns = [], premiumColumns = [] } = options
  const { cols } = train
  const horizons = harCoefficients.length
  const overlaps = options.overlaps ?? harCoefficients.map(() => 1)
  checkOptions(options, cols)
  checkTable('training', train)
  checkTable('validation', { ...validation, cols })
  checkValues('training targets', train.y, train.rows, horizons)
  checkValues('validation targets', validation.y, validation.rows, horizons)

  const scaling = fitScaling(train.x, train.rows, cols)
  const weights = horizonWeights(overlaps)
  const part = ({ x, rows, y }: ForecastSample) => ({
    z: standardise(scaling, x, 0, rows),
    rows,
    cols,
    y,
    overlaps,
    seasonColumns,
    impliedColumns: premiumColumns.length === 0 ? [] : [...harColumns, ...premiumColumns],
    loss: forecasterLoss(y, weights, levels),
  })
  const learned = part(train)
  const held = part(validation)
  const both = { ...learned, z: joined(learned.z, held.z), y: Float64Array.from([...train.y, ...validation.y]) }

  const har = harLayer(scaling, harColumns, harCoefficients)
  const units = harColumns.map((col) => 1 / scaling.sd[col])
  const choices = chooseLinearLayer(both, (h) => ({
    columns: harColumns,
    units,
    levelTargets: levelTargets?.[h] ?? 0,
  }))
  const offsets = startingOffsets(
    choices.map(({ errors }) => errors),
    harCoefficients.map(({ residualVariance }) => residualVariance),
    levels,
  )
  const rng = startRng(options.seed)
  const network = buildForecasterNetwork(
    { columns: cols, hidden: options.hidden, horizons, levels: levels.length },
    har,
    offsets,
    rng,
  )
  const model: Forecaster = { network, scaling, horizons, levels }
  const untrained = lossOf(network, held)
  setDense(network, 'linear', fitLinearLayer(learned, har, choices))
  const linear = { epoch: 1, train: lossOf(network, learned), validation: lossOf(network, held) }
  options.onEpoch?.(linear)
  const history = await fitNetwork(
    network,
    { train: learned, validation: held },
    { ...options, onEpoch: (losses) => options.onEpoch?.({ ...losses, epoch: losses.epoch + 1 }) },
    rng,
  )

  const networkShrinkage = shrinkCorrection(network, held)
  widenQuantiles(network, train.rows + validation.rows, overlaps, levels)
  calibrateQuantiles(network, held, levels)
  setDense(network, 'linear', fitLinearLayer(both, har, choices))
  return {
    model,
    history: {
      train: [linear.train, ...history.train],
      validation: [linear.validation, ...history.validation],
      untrained,
      bestEpoch: history.bestEpoch + 1,
    },
    seasonShrinkage: choices.map(({ seasonShare }) => seasonShare),
    impliedShrinkage: choices.map(({ impliedShare }) => impliedShare),
    shrinkage: choices.map(({ share }) => share),
    networkShrinkage,
  }
}
