import { chooseBackend } from '../models/backend'
import type { ForecasterCard } from '../models/store/card'
import { loadPolicy } from '../models/policy/policy-store'
import { championCard, loadChampion } from '../models/store/champion'
import { Fault } from '../src/core/error'
import { evaluateLeg, type EvaluatedLeg } from './evaluation/leg'
import type { OnProgress, ResearchOptions } from './options'
import { predict } from './predict'
import { prepare, type Prepared } from './prepare'
import type { Range } from './split'

export type EvaluateOptions = ResearchOptions & { readonly data: string; readonly models: string }

/** Share of an unseen recording on which the baselines are fitted before the test begins. */
const WARM_UP_SHARE = 0.3

/**
 * The bars that the models have not seen and that leave enough before them to fit the baselines on (they get coefficients of this very instrument; the
 * models do not). Of the instrument they learned from those after its training part, or all where the recording ends before it; of another one, or another
 * simulated market, all.
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

/** Evaluates the champions of a registry on what they have not seen of a recording. Throws where bars or columns are not those of the models. */
export const evaluate = async (options: EvaluateOptions, onProgress: OnProgress): Promise<EvaluatedLeg> => {
  await chooseBackend(options.backend ?? 'auto')
  const policy = await loadPolicy(options.models)
  const card = await championCard(options.models, 'volatility-forecaster')
  onProgress('read recording', 0, 1)
  const lags = card.columns.flatMap((name) => /^realized-variance-(\d+)$/.exec(name)?.[1] ?? []).map(Number)
  const prepared = await prepare(
    options.data,
    {
      ...options,
      fee: options.fee ?? policy.fee,
      lags,
      horizonBars: card.horizonBars,
      leastVariance: leastVarianceOf(card),
    },
    card.columns,
  )
  const { profile, instrument } = prepared.market
  if (profile.barSeconds !== policy.barSeconds)
    throw new Fault(
      'model-refused',
      `the models decide every ${policy.barSeconds} s, this recording every ${profile.barSeconds} s`,
    )
  const forecaster = await loadChampion(options.models, 'volatility-forecaster', prepared.dataset.columns)
  const classifier = await loadChampion(options.models, 'regime-classifier', prepared.dataset.columns)
  if (forecaster.card.id !== policy.forecaster || classifier.card.id !== policy.classifier)
    throw new Fault('model-refused', 'the hedging policy in service was tuned for other models than those in service')
  const predictions = predict(prepared.dataset, profile, { forecaster: forecaster.model, classifier: classifier.model })
  forecaster.model.network.dispose()
  classifier.model.network.dispose()
  const test = unseen(prepared, card)
  return evaluateLeg(instrument.symbol, prepared, predictions, policy, test, options.seed, onProgress)
}
