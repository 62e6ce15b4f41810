import { chooseBackend } from '../models/backend'
import { deriveSeed } from '../src/core/rng'
import { defaultFitOptions } from './fit/fit-options'
import { fitModels, type FittedModels, type OnEpoch } from './fit-models'
import { DEFAULT_RISK_AVERSION, DEFAULT_STATES, type OnProgress, type ResearchOptions } from './options'
import { tuneMargin } from './policy/tune-margin'
import { predict, type Predictions } from './predict'
import { prepare, type Prepared } from './prepare'
import { publishAll, type PublishedVersion } from './publish-all'
import { jumpModelLabels } from './regimes/jump-model'
import { sliceSeries } from './series'
import { splitBars, type Range, type Split } from './split'
import { tuneStrategies } from './tuning'

export type TrainOptions = ResearchOptions & { readonly data: string; readonly out: string }

export type TrainResult = {
  readonly published: readonly PublishedVersion[]
  readonly backend: string
  readonly columns: readonly string[]
  readonly split: Split
  readonly shrinkage: readonly number[]
  readonly history: FittedModels['history']
}

/** Bars ahead that a jump-model label is taken to see: its smoother weighs what follows about as far as its features reach. */
const labelReach = ({ market: { profile } }: Prepared): number => Math.max(profile.barsPerDay, 20)

const fit = (
  prepared: Prepared,
  range: Range,
  states: number,
  seed: number,
  onEpoch: OnEpoch,
): Promise<FittedModels> => {
  const { dataset, market } = prepared
  const labels = jumpModelLabels(sliceSeries(dataset.series, 0, range.to), states, {
    trainLength: range.to,
    seed: deriveSeed(seed, 'labels'),
  })
  return fitModels(dataset, market.profile, labels, labelReach(prepared), states, range.to, seed, onEpoch)
}

/** Margin of the regime caller, by labels of the policy part whose model was fitted before it. */
const callMargin = ({ dataset }: Prepared, predictions: Predictions, { policy }: Split, seed: number): number => {
  const { states, posterior } = predictions
  const labels = jumpModelLabels(sliceSeries(dataset.series, 0, policy.to), states, {
    trainLength: policy.from,
    seed: deriveSeed(seed, 'labels'),
  })
  return tuneMargin(posterior.subarray(policy.from * states, policy.to * states), labels.subarray(policy.from), states)
}

const dispose = ({ forecaster, classifier }: FittedModels): void => {
  forecaster.network.dispose()
  classifier.network.dispose()
}

/**
 * Trains on all of a recording but its last part: models on the first stretch forecast the policy stretch, on which every strategy is tuned; then
 * models on the whole training part are published beside the policy, and put into service. Same data, seed and backend: same bytes.
 * Throws 'missing-data' where the recording is too short.
 */
export const train = async (options: TrainOptions, onProgress: OnProgress): Promise<TrainResult> => {
  const { seed, out, states = DEFAULT_STATES, riskAversion = DEFAULT_RISK_AVERSION } = options
  const backend = await chooseBackend(options.backend ?? 'auto')
  onProgress(`TensorFlow on ${backend.name} (${backend.reason})`, 0, 1)
  onProgress('read recording', 0, 1)
  const prepared = await prepare(options.data, options)
  const { market, dataset } = prepared
  const { profile } = market
  const split = splitBars(dataset.first, dataset.series.length, profile)
  const showing =
    (stage: string): OnEpoch =>
    (model, { epoch }) =>
      onProgress(`${stage}: ${model}`, epoch, defaultFitOptions.epochs)

  const early = await fit(prepared, split.fit, states, seed, showing('fit for tuning'))
  onProgress('tune strategies', 0, 1)
  const predictions = predict(dataset, profile, early)
  const tuned = tuneStrategies(prepared, predictions, split.policy, riskAversion)
  const margin = callMargin(prepared, predictions, split, seed)
  dispose(early)

  const models = await fit(prepared, split.train, states, seed, showing('fit'))
  onProgress('publish', 0, 1)
  const published = await publishAll(out, {
    prepared,
    backend,
    models,
    tuned,
    margin,
    split,
    states,
    seed,
    riskAversion,
  })
  dispose(models)
  return {
    published,
    backend: backend.name,
    columns: dataset.columns,
    split,
    shrinkage: models.shrinkage,
    history: models.history,
  }
}
