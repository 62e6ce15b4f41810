import type { Classifier } from '../models/classifier/classifier'
import type { Forecaster } from '../models/forecaster/forecaster'
import { Fault } from '../src/core/error'
import { deriveSeed } from '../src/core/rng'
import { fitLogHar } from './baselines/log-har'
import type { Dataset } from './dataset'
import { defaultLevels, fitForecaster } from './fit/fit-forecaster'
import { defaultFitOptions, type EpochLosses, type History } from './fit/fit-options'
import { fitRegimes } from './fit-regimes'
import type { Profile } from './profile'
import { rowsOf, sampleBars } from './sample'
import { sliceSeries } from './series'
import { forwardMean } from './statistics/sliding-mean'

export type FittedModels = {
  readonly forecaster: Forecaster
  readonly shrinkage: readonly number[]
  readonly classifier: Classifier
  readonly history: { readonly forecaster: History; readonly classifier: History }
}

export type OnEpoch = (model: 'forecaster' | 'classifier', losses: EpochLosses) => void

/** Names of the feature columns that log-HAR reads. */
export const harColumnNames = (profile: Profile): string[] => profile.lags.map((lag) => `realized-variance-${lag}`)

const harColumns = (dataset: Dataset, profile: Profile): number[] =>
  harColumnNames(profile).map((name) => {
    const column = dataset.columns.indexOf(name)
    if (column < 0) throw new Fault('missing-data', `no feature column ${name}`)
    return column
  })

/** Log of the mean variance over each horizon after each of the bars, row-major. */
const logTargets = (variance: Float64Array, bars: Int32Array, profile: Profile): Float64Array => {
  const { horizons } = profile
  const y = new Float64Array(bars.length * horizons.length)
  horizons.forEach(({ bars: horizon }, h) => {
    const mean = forwardMean(variance, horizon)
    bars.forEach((bar, i) => {
      y[i * horizons.length + h] = Math.log(mean[bar])
    })
  })
  return y
}

/**
 * Fits forecaster and classifier on bars before `to`; no target reaches past it. `labels` are states by bar, `labelReach` how many bars ahead they see.
 */
export const fitModels = async (
  dataset: Dataset,
  profile: Profile,
  labels: Uint8Array,
  labelReach: number,
  states: number,
  to: number,
  seed: number,
  onEpoch: OnEpoch,
): Promise<FittedModels> => {
  const past = sliceSeries(dataset.series, 0, to)
  const { train, validation, stride } = sampleBars(dataset.first, to, profile.optionBars)
  if (train.length < 50 || validation.length < 10)
    throw new Fault('missing-data', `${to} bars leave ${train.length} rows to train on; record more`)
  const options = { ...defaultFitOptions, hidden: [32, 16] as const, epochs: 16, patience: 3 }
  const forecasts = await fitForecaster(
    { ...rowsOf(dataset, train), y: logTargets(past.variance, train, profile) },
    { ...rowsOf(dataset, validation), y: logTargets(past.variance, validation, profile) },
    {
      ...options,
      // The linear correction counts as the first.
      epochs: options.epochs - 1,
      seed: deriveSeed(seed, 'forecaster'),
      levels: defaultLevels,
      overlaps: profile.horizons.map(({ bars }) => Math.max(1, bars / stride)),
      harColumns: harColumns(dataset, profile),
      harCoefficients: profile.horizons.map(({ bars }) => {
        const { coefficients, residualVariance } = fitLogHar(past, bars, profile.lags)
        const [intercept, ...slopes] = coefficients
        return { intercept, slopes, residualVariance }
      }),
      onEpoch: (losses) => onEpoch('forecaster', losses),
    },
  )
  const regimes = await fitRegimes(dataset, labels, labelReach, states, to, {
    ...options,
    seed: deriveSeed(seed, 'classifier'),
    onEpoch: (losses) => onEpoch('classifier', losses),
  })
  return {
    forecaster: forecasts.model,
    shrinkage: forecasts.shrinkage,
    classifier: regimes.model,
    history: { forecaster: forecasts.history, classifier: regimes.history },
  }
}
