import { chooseBackend, type BackendName } from '../../../models/backend'
import { compileClassifier } from '../../../models/classifier/compile'
import { compileForecaster } from '../../../models/forecaster/compile'
import type { PolicyCard } from '../../../models/policy/policy-card'
import { readPolicy } from '../../../models/policy/policy-store'
import type { ClassifierCard, ForecasterCard } from '../../../models/store/card'
import { championSet } from '../../../models/store/champion'
import { loadVersion } from '../../../models/store/version'
import type { LoadedOf } from '../../../models/store/load'
import { trainedOnOf } from '../../../models/store/trained-on'
import { Fault } from '../../core/error'
import { modelFeatures, type MarketModels } from '../../core/reading/market-models'
import type { ModelVersions } from '../../core/reading/market-state'
import type { HedgingPolicy } from '../../core/decision/hedging-policy'
import { gridOf } from './market-grid'
import { policyOf } from './policies'

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
    trendSeconds: policy.adaptive.policy.shape?.trends.map(({ seconds }) => seconds) ?? [],
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
