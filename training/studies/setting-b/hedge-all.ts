import { exposureColumns } from '../../../src/core/hedging/exposure-columns'
import type { HedgeRun } from '../../../src/core/hedging/paths'
import { markOf } from '../../tune/view/view'
import { ewmaVolatility, spotVolatility } from './filters'
import { mixed, type Knowledge, type ModelKnowledge } from './knowledge'
import {
  hedgeAdaptively,
  hedgeDaily,
  hedgeInBand,
  type MarkedPaths,
  type TunedBandPolicy,
  type VolPremium,
} from './policy'
import { constantVol, optionPaths, settingB, stateVariances, type Histories } from './setting'

/** Receives the run of a strategy by its name. */
export type Take = (strategy: string, run: HedgeRun) => void

/**
 * The options of the stretches with their common mark: the delta at the true regime's average variance to expiry, and
 * the variance in force over each hour.
 */
const markedOptions = (histories: Histories, truth: Knowledge): MarkedPaths => {
  const { paths, warmup, steps, state } = histories
  const variance = new Float64Array(paths * steps)
  for (let path = 0; path < paths; path++)
    for (let step = 0; step < steps; step++)
      variance[path * steps + step] =
        stateVariances[state[path * (warmup + steps) + warmup + step]] * settingB.stepYears
  const options = optionPaths(histories)
  return { ...options, mark: markOf(options, truth.vol, variance) }
}

/**
 * Hedges options by every strategy without a model: those of the reference, Bayes' rule and EWMA at other half-lives.
 */
export const hedgeWithoutModels = (
  histories: Histories,
  { truth, bayes }: { readonly truth: Knowledge; readonly bayes: Knowledge },
  premium: VolPremium,
  take: Take,
): void => {
  const paths = markedOptions(histories, truth)
  const through = (vol: Float64Array | number): HedgeRun => hedgeInBand(paths, exposureColumns(paths, vol))
  take('constant-daily', hedgeDaily(paths, constantVol))
  take('constant', through(constantVol))
  take('constant-tuned', through(premium.price * constantVol))
  take('ewma-72h', through(ewmaVolatility(histories, 72, false)))
  take('ewma-24h', through(ewmaVolatility(histories, 24, false)))
  take('ewma-72h-with-history', through(ewmaVolatility(histories, 72, true)))
  take('true-spot', through(spotVolatility(histories)))
  take('bayes-filter', through(bayes.vol))
  take('truth', through(truth.vol))
}

/** Volatility of the trained models together. */
export const trainedVolatility = (models: ModelKnowledge, { forecasterShare }: TunedBandPolicy): Float64Array =>
  mixed(models.classifier.vol, models.forecaster, forecasterShare)

/** Hedges options by the models, alone and together, and with either delta or band from another volatility. */
export const hedgeWithModels = (
  histories: Histories,
  { truth, models }: { readonly truth: Knowledge; readonly models: ModelKnowledge },
  policy: TunedBandPolicy,
  take: Take,
): void => {
  const paths = markedOptions(histories, truth)
  const vol = trainedVolatility(models, policy)
  const [trained, known, constant] = [vol, truth.vol, constantVol].map((column) => exposureColumns(paths, column))
  const through = (column: Float64Array): HedgeRun => hedgeInBand(paths, exposureColumns(paths, column))
  take('hmm-filter', through(models.hmm.vol))
  take('forecaster', through(models.forecaster))
  take('classifier', through(models.classifier.vol))
  take('classifier-taught-the-truth', through(models.taughtTheTruth.vol))
  take('classifier-with-true-chain', through(models.classifierTrueChain.vol))
  take('trained', hedgeInBand(paths, trained))
  const { price, es95 } = policy.premium.trained
  take('trained-tuned', through(vol.map((each) => price * each)))
  take('trained-for-the-tail', through(vol.map((each) => es95 * each)))
  take('adaptive', hedgeAdaptively(paths, trained, vol, policy.multiplier))
  take('truth-adaptive', hedgeAdaptively(paths, known, truth.vol, policy.multiplier))
  take('delta-trained-band-true', hedgeInBand(paths, trained, known))
  take('delta-true-band-trained', hedgeInBand(paths, known, trained))
  take('delta-constant-band-trained', hedgeInBand(paths, constant, trained))
  take('delta-constant-band-true', hedgeInBand(paths, constant, known))
  take('delta-true-band-constant', hedgeInBand(paths, known, constant))
}
