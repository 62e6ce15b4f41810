import type { Classifier } from '../../../models/classifier/classifier'
import type { Forecaster } from '../../../models/forecaster/forecaster'
import { deriveSeed, startRng } from '../../../src/core/rng'
import { datasetOf } from '../../data/dataset'
import type { Profile } from '../../data/profile'
import { fitModels, fitRegimes } from '../../fit/fit-models'
import { modelFitOptions } from '../../fit/fit-network'
import { longRunShares } from '../../labels/hmm'
import { fitHmm, type GaussianHmm } from '../../labels/hmm-fit'
import { regimeLabels } from '../../labels/labels'
import { columnsOf, hourlyBars, profileOfHours } from './feature-table'
import { chainFromLabels, type LabelledChain } from './filters'
import { hourlyProcess, simulateHistories } from './setting'

/** Models trained on one simulated recording; only `taughtTheTruth` is fitted on the true states. */
export type TrainedModels = {
  readonly profile: Profile
  readonly forecaster: Forecaster
  /** Fitted on labels of hidden regimes. */
  readonly classifier: Classifier
  /** Fitted on the true states, to measure the cost of the labels. */
  readonly taughtTheTruth: Classifier
  /** Variances and moves of the labelled states. */
  readonly chain: LabelledChain
  readonly truthChain: LabelledChain
  /** Hidden Markov model fitted by EM on the last 20,000 returns. */
  readonly hmm: GaussianHmm
  /** Share of the hours of each true state that the labels call otherwise. */
  readonly mislabelled: readonly number[]
}

const states = 2
const mostReturns = 20_000

const mislabelledShares = (labels: Uint8Array, truth: Uint8Array): number[] =>
  Array.from({ length: states }, (_, k) => {
    const hours = truth.reduce((n, state) => n + Number(state === k), 0)
    const wrong = truth.reduce((n, state, i) => n + Number(state === k && labels[i] !== k), 0)
    return hours === 0 ? 0 : wrong / hours
  })

/**
 * Simulates a recording of so many hours and trains on it by the pipeline's own steps: labels of hidden regimes,
 * forecaster and classifier on its features. The caller disposes of the networks. `progress` is called with the share
 * done, in (0, 1].
 */
export const trainModels = async (
  hours: number,
  seed: number,
  progress: (share: number) => void,
): Promise<TrainedModels> => {
  const { logReturn, state } = simulateHistories(
    hourlyProcess,
    { paths: 1, warmup: 0, steps: hours },
    startRng(deriveSeed(seed, 'training recording')),
  )
  const profile = profileOfHours(hours)
  const dataset = datasetOf([...hourlyBars(logReturn)], profile, columnsOf(profile))
  // The first bar is flat: the states of the returns start at the second.
  const truth = Uint8Array.from({ length: hours + 1 }, (_, i) => state[Math.max(0, i - 1)])
  const bars = hours + 1
  const prepared = { dataset, market: { profile } }
  const labels = regimeLabels(prepared, { kind: 'regimes', states, seed }, bars)
  progress(0.1)
  const done = { forecaster: 0, classifier: 0 }
  const models = await fitModels(prepared, labels, {
    to: bars,
    seed,
    onEpoch: (model, { epoch }) => {
      done[model] = epoch / modelFitOptions.epochs
      progress(0.1 + 0.45 * done.forecaster + 0.2 * done.classifier)
    },
  })
  const { model: taughtTheTruth } = await fitRegimes(dataset, { ...labels, state: truth }, bars, {
    ...modelFitOptions,
    seed: deriveSeed(seed, 'classifier'),
  })
  progress(0.95)
  const { model: hmm } = fitHmm(logReturn.slice(Math.max(0, hours - mostReturns)), states, deriveSeed(seed, 'hmm'))
  progress(1)
  return {
    profile,
    forecaster: models.forecaster,
    classifier: models.classifier,
    taughtTheTruth,
    chain: chainFromLabels(labels.state.subarray(1), logReturn, states),
    truthChain: chainFromLabels(state, logReturn, states),
    hmm: { ...hmm, initial: longRunShares(hmm.transition) },
    mislabelled: mislabelledShares(labels.state, truth),
  }
}

export const disposeTrainedModels = ({ forecaster, classifier, taughtTheTruth }: TrainedModels): void => {
  for (const { network } of [forecaster, classifier, taughtTheTruth]) network.dispose()
}
