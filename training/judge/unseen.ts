import { varianceLags } from '../../src/core/features/realized-variance'
import { compileForecaster } from '../../models/forecaster/compile'
import { trainedOnOf } from '../../models/store/card'
import type { TrustedModels } from './trust-part'
import type { Classifier } from '../../models/classifier/classifier'
import type { ForecasterCard } from '../../models/store/card'
import type { PolicyCard } from '../../models/store/policy-card'
import { championCard, loadChampion } from '../../models/store/model-set'
import { Fault } from '../../src/core/error'
import type { ResearchOptions } from '../data/options'
import { predict, type Predictions } from '../fit/predict'
import { prepare, type Prepared } from '../data/prepare'
import type { Range } from '../data/split'

/** A recording through the eyes of a registry's champions, and the bars of it that they have not seen. */
export type UnseenPart = {
  readonly prepared: Prepared
  readonly predictions: Predictions
  readonly test: Range
  /** The same models as the service has them, for its rule of trust. */
  readonly judged: TrustedModels
  /** What the classifier's states are. */
  readonly regimes: Pick<Classifier, 'labels' | 'filter'>
}

/** Share of an unseen recording on which the baselines are fitted before the test begins. */
const WARM_UP_SHARE = 0.3

/**
 * The bars that the models have not seen and that leave enough before them to fit the baselines on (they get
 * coefficients of this very instrument; the models do not). Of the instrument they learned from those after its
 * training part, or all where the recording ends before it; of another one, or another simulated market, all.
 */
const unseen = ({ market, dataset }: Prepared, { settings, dataSha256, split: { train } }: ForecasterCard): Range => {
  const { timestamp, length } = dataset.series
  const { venue, symbol } = market.instrument
  const { origin, sha256 } = market.description
  const warm = dataset.first + Math.floor(WARM_UP_SHARE * (length - dataset.first))
  const isStrange =
    settings.symbol !== symbol ||
    settings.venue !== venue ||
    timestamp[length - 1] < train.from ||
    (origin === 'synthetic' && sha256 !== dataSha256)
  if (isStrange) return { from: warm, to: length }
  const after = timestamp.findIndex((time) => time >= train.to)
  if (after < 0) throw new Fault('missing-data', 'the models have seen all of this recording')
  return { from: Math.max(warm, after), to: length }
}

const leastVarianceOf = ({ settings: { leastVariance } }: ForecasterCard): number => {
  if (typeof leastVariance !== 'number') throw new Fault('model-refused', 'the forecaster card names no leastVariance')
  return leastVariance
}

/**
 * Runs the champions of a registry over a recording. Throws where its bars or columns are not those of the models, or
 * `policy` was tuned for others.
 */
export const unseenPart = async (
  data: string,
  registry: string,
  policy: PolicyCard,
  options: ResearchOptions,
): Promise<UnseenPart> => {
  const card = await championCard(registry, 'volatility-forecaster')
  const lags = varianceLags(card.columns)
  const prepared = await prepare(
    data,
    {
      ...options,
      fee: options.fee ?? policy.fee,
      lags,
      horizonBars: card.horizonBars,
      leastVariance: leastVarianceOf(card),
    },
    card.columns,
  )
  const { profile } = prepared.market
  if (profile.barSeconds !== policy.barSeconds)
    throw new Fault(
      'model-refused',
      `the models decide every ${policy.barSeconds} s, this recording every ${profile.barSeconds} s`,
    )
  const forecaster = await loadChampion(registry, 'volatility-forecaster', prepared.dataset.columns)
  const classifier = await loadChampion(registry, 'regime-classifier', prepared.dataset.columns)
  if (forecaster.card.id !== policy.forecaster || classifier.card.id !== policy.classifier)
    throw new Fault('model-refused', 'the hedging policy in service was tuned for other models than those in service')
  const predictions = predict(prepared.dataset, profile, { forecaster: forecaster.model, classifier: classifier.model })
  const { forecast, logHar } = compileForecaster(forecaster.model)
  const judged: TrustedModels = {
    columns: forecaster.card.columns,
    grid: { barsPerDay: profile.barsPerDay, horizonBars: forecaster.card.horizonBars },
    trainedOn: trainedOnOf(forecaster.card, classifier.card),
    forecast,
    logHar,
  }
  forecaster.model.network.dispose()
  classifier.model.network.dispose()
  return { prepared, predictions, test: unseen(prepared, card), judged, regimes: classifier.model }
}
