import { chooseBackend } from '../../../models/backend'
import { deriveSeed, startRng, type Rng } from '../../../src/core/rng'
import { startBias, startDetection, type Detection, type ForecastBias } from './diagnosis'
import { meanStays } from './filters'
import { hedgeWithModels, hedgeWithoutModels, trainedVolatility } from './hedge-all'
import { knowsProcess, knowsTruth, modelKnowledge } from './knowledge'
import { tunePolicy, type TunedBandPolicy } from './policy'
import { scoreRows, startOutcomes, type Outcomes, type ScoredRows } from './rows'
import { constantVol, hourlyProcess, optionPaths, settingB, simulateHistories, type Histories } from './setting'
import { disposeTrainedModels, trainModels, type TrainedModels } from './train-models'

/**
 * The table with its headline `share`: of the gap from the constant to the true regime, what the trained classifier and
 * forecaster capture, all hedged in one band; `gap` is that gap on the same paths.
 */
export type SettingB = ScoredRows & {
  readonly seed: number
  readonly policy: TunedBandPolicy
  readonly detection: readonly Detection[]
  readonly bias: readonly ForecastBias[]
  readonly training: {
    readonly backend: string
    readonly hours: number
    /** Of the labelled states: annual volatilities and mean stays, days. */
    readonly vols: readonly number[]
    readonly meanDays: readonly number[]
    /** Share of the hours of each true state that the labels call otherwise. */
    readonly mislabelled: readonly number[]
  }
}

export type SettingBSize = {
  /** Options hedged without models. */
  readonly paths: number
  /** Of these, options hedged by the models too; in chunks of a thousand where there are more. */
  readonly modelled: number
  /** Options of the training worlds on which the policy is tuned. */
  readonly policyPaths: number
  /** Hours of the recording that the models learn from. */
  readonly trainingHours: number
  readonly replications: number
}

const fullSize: SettingBSize = {
  paths: 100_000,
  modelled: 20_000,
  policyPaths: 3000,
  trainingHours: 10 * 8760,
  replications: 400,
}

export type OnSettingBProgress = (stage: string, share: number) => void

const mostAtOnce = 1000

const simulateOptions = (paths: number, warmup: number, rng: Rng): Histories =>
  simulateHistories(hourlyProcess, { paths, warmup, steps: settingB.steps }, rng)

type Hedged = Pick<SettingB, 'detection' | 'bias'> & { readonly outcomes: Outcomes }

const hedgeEverything = (
  {
    models,
    policy,
    warmup,
  }: { readonly models: TrainedModels; readonly policy: TunedBandPolicy; readonly warmup: number },
  seed: number,
  size: SettingBSize,
  onProgress: OnSettingBProgress,
): Hedged => {
  const outcomes = startOutcomes()
  const rng = startRng(deriveSeed(seed, 'options'))
  const detection = ['bayes-filter', 'classifier'].map(startDetection)
  const bias = ['constant', 'bayes-filter', 'forecaster', 'classifier', 'trained'].map(startBias)
  const chunkPaths = Math.min(mostAtOnce, size.modelled)
  const chunks = Math.ceil(size.paths / chunkPaths)
  for (let chunk = 0; chunk < chunks; chunk++) {
    const paths = Math.min(chunkPaths, size.paths - chunk * chunkPaths)
    const histories = simulateOptions(paths, warmup, rng)
    const truth = knowsTruth(histories)
    const bayes = knowsProcess(histories)
    hedgeWithoutModels(histories, { truth, bayes }, policy.premium.constant, (strategy, run) => {
      outcomes.add(strategy, chunk, run)
    })
    if ((chunk + 1) * chunkPaths <= size.modelled) {
      const known = modelKnowledge(histories, models)
      hedgeWithModels(histories, { truth, models: known }, policy, (strategy, run) => {
        outcomes.add(strategy, chunk, run)
      })
      const posteriors = [bayes.posterior, known.classifier.posterior]
      detection.forEach((each, i) => {
        each.add(histories, posteriors[i])
      })
      const constant = truth.vol.map(() => constantVol)
      const vols = [constant, bayes.vol, known.forecaster, known.classifier.vol, trainedVolatility(known, policy)]
      bias.forEach((each, i) => {
        each.add(histories, vols[i], truth.vol)
      })
    }
    onProgress('hedge', (chunk + 1) / chunks)
  }
  return {
    outcomes,
    detection: detection.flatMap((each) => each.result()),
    bias: bias.map((each) => each.result()),
  }
}

/**
 * Recomputes setting B beside the published figures: a classifier and a forecaster trained on a simulated recording
 * replace the truth about the regime, on options that no training has seen. The same seed and backend give the same
 * table. `onProgress` is called with the stage and the share of it done, in [0, 1].
 */
export const reproduceSettingB = async (
  seed: number,
  onProgress: OnSettingBProgress = () => undefined,
  size: SettingBSize = fullSize,
): Promise<SettingB> => {
  const { name: backend } = await chooseBackend('auto')
  onProgress('train', 0)
  const models = await trainModels(size.trainingHours, seed, (share) => {
    onProgress('train', share)
  })
  const warmup = Math.max(...models.profile.lags)
  onProgress('tune the policy', 0)
  const lessons = simulateOptions(size.policyPaths, warmup, startRng(deriveSeed(seed, 'policy')))
  const policy = tunePolicy(optionPaths(lessons), modelKnowledge(lessons, models))
  const { outcomes, detection, bias } = hedgeEverything({ models, policy, warmup }, seed, size, onProgress)
  disposeTrainedModels(models)
  return {
    seed,
    ...scoreRows(outcomes, seed, size.replications),
    policy,
    detection,
    bias,
    training: {
      backend,
      hours: size.trainingHours,
      vols: models.chain.variances.map(Math.sqrt),
      meanDays: meanStays(models.chain),
      mislabelled: models.mislabelled,
    },
  }
}
