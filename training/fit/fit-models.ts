import type { Classifier } from '../../models/classifier/classifier'
import type { Forecaster } from '../../models/forecaster/forecaster'
import { deriveSeed } from '../../src/core/rng'
import type { Dataset } from '../data/dataset'
import { modelFitOptions, type EpochLosses, type History } from './fit-options'
import { fitRegimes } from './fit-regimes'
import { fitVolatility } from './fit-volatility'
import type { Profile } from '../data/profile'
import type { Labels } from '../labels/labels'

export type FittedModels = {
  readonly forecaster: Forecaster
  readonly shrinkage: readonly number[]
  readonly classifier: Classifier
  readonly history: { readonly forecaster: History; readonly classifier: History }
}

export type OnEpoch = (model: 'forecaster' | 'classifier', losses: EpochLosses) => void

/**
 * Fits forecaster and classifier on bars before `to`; no target reaches past it.
 */
export const fitModels = async (
  dataset: Dataset,
  profile: Profile,
  labels: Labels,
  to: number,
  seed: number,
  onEpoch: OnEpoch,
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
