import type { Forecaster } from '../../models/forecaster/forecaster'
import type { LogHarCoefficients } from '../../models/forecaster/har-layer'
import { harLayer } from '../../models/forecaster/har-layer'
import { buildForecasterNetwork } from '../../models/forecaster/network'
import { standardise } from '../../models/scaling'
import { Fault } from '../../src/core/error'
import { startRng } from '../../src/core/rng'
import { fitNetwork } from './fit-network'
import type { FitOptions, History } from './fit-options'
import { calibrateQuantiles, logNormalOffsets, shrinkCorrection } from './forecaster-heads'
import { forecasterLoss } from './forecaster-loss'
import { fitScaling } from './scaling'
import type { FeatureTable } from './table'
import { checkTable, checkValues } from './table'

/** Raw feature rows and `y[row * H + h]`, the log of the mean per-bar variance over horizon h after the row. */
export type ForecastSample = FeatureTable & { readonly y: Float32Array | Float64Array }

export type ForecasterOptions = FitOptions & {
  /** Columns of `x` that log-HAR reads. */
  readonly harColumns: readonly number[]
  /** Log-HAR fitted on the training part, one a horizon; slopes in the order of `harColumns`, on raw columns. */
  readonly harCoefficients: readonly LogHarCoefficients[]
  /** Quantile levels, rising in (0, 1). */
  readonly levels: readonly number[]
}

export type FittedForecaster = {
  readonly model: Forecaster
  readonly history: History
  /** Share of the correction kept, by horizon; 0 leaves plain log-HAR. Already folded into the model. */
  readonly shrinkage: readonly number[]
}

/** Quantile levels unless others are asked for. */
export const defaultLevels: readonly number[] = [0.05, 0.25, 0.5, 0.75, 0.95]

const checkOptions = ({ harColumns, harCoefficients, levels }: ForecasterOptions, cols: number): void => {
  if (harCoefficients.length === 0) throw new Fault('bad-input', 'log-HAR coefficients are needed for every horizon')
  if (harColumns.some((col) => !Number.isInteger(col) || col < 0 || col >= cols))
    throw new Fault('bad-input', `HAR columns ${harColumns.join(', ')} do not all lie in 0 … ${cols - 1}`)
  for (const { slopes, intercept, residualVariance } of harCoefficients)
    if (
      slopes.length !== harColumns.length ||
      ![...slopes, intercept, Math.sqrt(residualVariance)].every(Number.isFinite)
    )
      throw new Fault('bad-input', 'log-HAR needs a finite intercept, one finite slope a column and a variance ≥ 0')
  if (levels.some((level, q) => !(level > (levels[q - 1] ?? 0)) || level >= 1))
    throw new Fault('bad-input', `quantile levels ${levels.join(', ')} do not rise within (0, 1)`)
}

/**
 * Fits the volatility forecaster: scaling on the training part, network from log-HAR on, early stopping on the validation part; then on
 * the validation part the share of the correction is chosen by QLIKE, by horizon, and the quantiles are calibrated. The caller
 * disposes of `model.network`. Same data, options and backend: same weights, bit for bit.
 * @throws Fault 'bad-input' on rubbish, 'numerical-domain' when training diverges.
 */
export const fitForecaster = async (
  train: ForecastSample,
  validation: ForecastSample,
  options: ForecasterOptions,
): Promise<FittedForecaster> => {
  const { harColumns, harCoefficients, levels } = options
  const { cols } = train
  const horizons = harCoefficients.length
  checkOptions(options, cols)
  checkTable('training', train)
  checkTable('validation', { ...validation, cols })
  checkValues('training targets', train.y, train.rows, horizons)
  checkValues('validation targets', validation.y, validation.rows, horizons)

  const scaling = fitScaling(train.x, train.rows, cols)
  const rng = startRng(options.seed)
  const network = buildForecasterNetwork(
    { columns: cols, hidden: options.hidden, horizons, levels: levels.length },
    harLayer(scaling, harColumns, harCoefficients),
    logNormalOffsets(
      harCoefficients.map(({ residualVariance }) => residualVariance),
      levels,
    ),
    rng,
  )
  const model: Forecaster = { network, scaling, horizons, levels }
  const part = ({ x, rows, y }: ForecastSample) => ({
    z: standardise(scaling, x, 0, rows),
    rows,
    cols,
    loss: forecasterLoss(y, horizons, levels),
  })
  const held = part(validation)
  const history = await fitNetwork(network, part(train), held, options, rng)

  const shrinkage = shrinkCorrection(network, held.z, cols, validation.y, horizons)
  calibrateQuantiles(network, held.z, cols, validation.y, horizons, levels)
  return { model, history, shrinkage }
}
