import { chooseBackend, type BackendName } from '../../../models/backend'
import { compileClassifier } from '../../../models/classifier/compile'
import { compileForecaster } from '../../../models/forecaster/compile'
import { trainedOnOf, type ClassifierCard, type ForecasterCard } from '../../../models/store/card'
import { championSet } from '../../../models/store/model-set'
import { readPolicy } from '../../../models/store/policy'
import type { PolicyCard } from '../../../models/store/policy-card'
import { loadVersion, type LoadedOf } from '../../../models/store/version'
import type { HedgingPolicy } from '../../core/decision/hedging-policy'
import { Fault } from '../../core/error'
import { varianceLags } from '../../core/features/realized-variance'
import type { VarianceKind } from '../../core/market/bars/bar-variance'
import { modelFeatures, type MarketGrid, type MarketModels } from '../../core/reading/market-models'
import type { ModelVersions } from '../../core/reading/market-state'
import { policyOf } from './policies'

const kinds: readonly VarianceKind[] = ['squared-return', 'realized', 'range']

/**
 * The grid that a card's model was trained on. Throws 'model-refused' naming the setting that the card lacks, as cards
 * of older versions may.
 */
const gridOf = ({ id, settings, columns, horizonBars }: ForecasterCard): MarketGrid => {
  const refuse = (name: string): never => {
    throw new Fault('model-refused', `forecaster ${id} does not say its ${name}: train again`)
  }
  const number = (name: string): number => {
    const value = settings[name]
    return typeof value === 'number' ? value : refuse(name)
  }
  const lags = varianceLags(columns)
  if (lags.length === 0) refuse('log-HAR windows')
  return {
    barSeconds: number('barSeconds'),
    barsPerDay: number('barsPerDay'),
    barsPerYear: number('barsPerYear'),
    continuous: typeof settings['continuous'] === 'boolean' ? settings['continuous'] : refuse('continuous'),
    sourceSeconds: number('sourceSeconds'),
    lags,
    variance: kinds.find((kind) => kind === settings['variance']) ?? refuse('variance'),
    leastVariance: number('leastVariance'),
    horizonBars,
    optionBars: number('optionBars'),
  }
}

/** Models and policy in service, compiled: nothing of TensorFlow is needed to run them. */
export type ServiceModels = {
  readonly market: MarketModels
  readonly policy: HedgingPolicy
  readonly cards: {
    readonly forecaster: ForecasterCard
    readonly classifier: ClassifierCard
    readonly policy: PolicyCard
  }
}

const refuse = (reason: string): never => {
  throw new Fault('model-refused', reason)
}

const compiled = (
  policy: PolicyCard,
  forecaster: LoadedOf<'volatility-forecaster'>,
  classifier: LoadedOf<'regime-classifier'>,
): ServiceModels => {
  const grid = gridOf(forecaster.card)
  if (grid.barSeconds !== policy.barSeconds || grid.optionBars !== policy.optionBars)
    refuse(`policy ${policy.id} was tuned on other bars than the models in service`)
  const { forecast, logHar, levels } = compileForecaster(forecaster.model)
  const { start } = compileClassifier(classifier.model)
  const market: MarketModels = {
    versions: { forecaster: forecaster.card.id, classifier: classifier.card.id, policy: policy.id },
    grid,
    columns: forecaster.card.columns,
    forecast,
    logHar,
    levels,
    startClassifier: start,
    shares: classifier.card.shares,
    margin: policy.margin,
    trainedOn: trainedOnOf(forecaster.card, classifier.card),
  }
  modelFeatures(market)
  return {
    market,
    policy: policyOf(policy),
    cards: { forecaster: forecaster.card, classifier: classifier.card, policy },
  }
}

/**
 * Loads a set of models for the service, the champions where none is named: a policy and the models that it was tuned
 * for. Digests and probe answers are checked on TensorFlow, then the networks are compiled to plain functions and
 * TensorFlow lets go of them. Throws 'missing-data' where nothing is in service; 'model-refused' where history, files
 * or cards are unsound, a model that the policy names is absent, or this version does not make the models' columns.
 */
export const loadModels = async (
  registry: string,
  backend: 'auto' | BackendName = 'cpu',
  versions?: Pick<ModelVersions, 'policy'>,
): Promise<ServiceModels> => {
  await chooseBackend(backend)
  const { policy: id } = versions ?? (await championSet(registry))
  const policy = await readPolicy(registry, id)
  const forecaster = await loadVersion(registry, 'volatility-forecaster', policy.forecaster)
  try {
    const classifier = await loadVersion(registry, 'regime-classifier', policy.classifier, forecaster.card.columns)
    try {
      return compiled(policy, forecaster, classifier)
    } finally {
      classifier.model.network.dispose()
    }
  } finally {
    forecaster.model.network.dispose()
  }
}
