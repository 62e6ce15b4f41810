import type { Classifier } from '../../models/classifier/classifier'
import { denseWeights, setDense } from '../../models/dense'
import type { Forecaster } from '../../models/forecaster/forecaster'
import { harLayer } from '../../models/forecaster/network'
import { Fault } from '../../src/core/error'
import { filterVariances } from '../../src/core/reading/regime/variance-regimes'
import { deriveSeed } from '../../src/core/rng'
import type { LogLinear } from '../baselines/forecaster'
import type { Dataset } from '../data/dataset'
import { rowsOf } from '../data/feature-table'
import type { ProfiledDataset } from '../data/prepare'
import type { Profile } from '../data/profile'
import { sampleBars } from '../data/sample'
import type { Labels } from '../labels/labels'
import { fitClassifier, type FittedClassifier } from './fit-classifier'
import { defaultLevels, fitForecaster, type FittedForecaster } from './fit-forecaster'
import { modelFitOptions, type EpochLosses, type FitOptions, type LossHistory } from './fit-network'
import { forecastSamples, type KnownBars } from './forecast-samples'

/**
 * Fits one volatility forecaster on the bars of one or several markets of equal columns and bars; no target reaches
 * past a market's `to`. Throws 'missing-data' where they are too few.
 */
export const fitVolatility = (
  known: readonly KnownBars[],
  profile: Profile,
  options: FitOptions,
): Promise<FittedForecaster> => {
  const { train, validation, ...described } = forecastSamples(known, profile)
  return fitForecaster(train, validation, {
    ...options,
    ...described,
    // The linear correction counts as the first.
    epochs: options.epochs - 1,
    levels: defaultLevels,
  })
}

/**
 * Rows of a minibatch such that an epoch is about forty steps: with fewer the classifier of a short recording is not
 * trained to convergence.
 */
const batchFor = (rows: number): number => Math.min(256, Math.max(32, Math.floor(rows / 40)))

/** Fits the regime classifier on bars before `to`, to labels of those bars; on `mostRows` of them at most. */
export const fitRegimes = async (
  dataset: Dataset,
  { kind, states, state, reach, stay, filter }: Labels,
  to: number,
  { mostRows, ...options }: FitOptions & { readonly mostRows?: number },
): Promise<FittedClassifier> => {
  const { train, validation, stride } = sampleBars(dataset.first, to, reach, mostRows)
  const logs = filterVariances(filter, dataset.series.variance.subarray(0, to))
  const labelled = (bars: Int32Array) => {
    const filtered = new Float64Array(bars.length * states)
    bars.forEach((bar, i) => {
      filtered.set(logs.subarray(bar * states, (bar + 1) * states), i * states)
    })
    return { ...rowsOf(dataset, bars), filtered, labels: Uint8Array.from(bars, (bar) => state[bar]) }
  }
  return fitClassifier(labelled(train), labelled(validation), {
    ...options,
    batch: batchFor(train.length),
    states,
    filter,
    kind,
    overlap: Math.max(1, stay / stride),
  })
}

export type FittedModels = {
  readonly forecaster: Forecaster
  readonly shrinkage: readonly number[]
  readonly classifier: Classifier
  readonly history: { readonly forecaster: LossHistory; readonly classifier: LossHistory }
}

export type FitModelsOptions = {
  /** End of the bars that features and targets use, exclusive. */
  readonly to: number
  readonly seed: number
  readonly onEpoch: (model: 'forecaster' | 'classifier', losses: EpochLosses) => void
}

/** Fits forecaster and classifier on bars before `to`, the classifier to labels of those bars. */
export const fitModels = async (
  { dataset, market: { profile } }: ProfiledDataset,
  labels: Labels,
  { to, seed, onEpoch }: FitModelsOptions,
): Promise<FittedModels> => {
  const forecasts = await fitVolatility([{ dataset, to }], profile, {
    ...modelFitOptions,
    seed: deriveSeed(seed, 'forecaster'),
    onEpoch: (losses) => onEpoch('forecaster', losses),
  })
  const regimes = await fitRegimes(dataset, labels, to, {
    ...modelFitOptions,
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

/** What serves at a horizon, given by index, in the forecaster's place. */
export type Served = { readonly horizon: number; readonly fit: LogLinear }

/**
 * Models whose forecaster is a log-linear baseline alone at the horizons given: its coefficients take the place of
 * log-HAR's and the weights of all corrections there are set to zero, in place. Throws 'missing-data' where a column of
 * the baseline is none of the forecaster's `columns`.
 */
export const leaveToBaselines = (
  models: FittedModels,
  columns: readonly string[],
  served: readonly Served[],
): FittedModels => {
  const { network, scaling, horizons: count } = models.forecaster
  const isServed = (h: number): boolean => served.some(({ horizon }) => horizon === h)
  for (const name of ['linear', 'correction']) {
    const { kernel, bias } = denseWeights(network, name)
    const kept = (weight: number, i: number): number => (isServed(i % count) ? 0 : weight)
    setDense(network, name, { kernel: kernel.map(kept), bias: bias.map(kept) })
  }
  const { kernel, bias } = denseWeights(network, 'log-har')
  for (const { horizon, fit } of served) {
    const places = fit.columns.map((name) => {
      const place = columns.indexOf(name)
      if (place < 0) throw new Fault('missing-data', `no feature column ${name}`)
      return place
    })
    const unit = harLayer(scaling, places, [fit])
    unit.kernel.forEach((weight, col) => {
      kernel[col * count + horizon] = weight
    })
    bias[horizon] = unit.bias[0]
  }
  setDense(network, 'log-har', { kernel, bias })
  return { ...models, shrinkage: models.shrinkage.map((share, h) => (isServed(h) ? 0 : share)) }
}

export const disposeModels = ({ forecaster, classifier }: FittedModels): void => {
  forecaster.network.dispose()
  classifier.network.dispose()
}
