import { chooseBackend } from '../models/backend'
import { promotePolicy, publishPolicy } from '../models/policy/policy-store'
import { promote } from '../models/store/champion'
import { publish } from '../models/store/publish'
import { deriveSeed } from '../src/core/rng'
import { mean } from '../src/core/metrics/risk/moments'
import { version } from '../src/core/version'
import { fitModels, type FittedModels, type OnEpoch } from './fit-models'
import { DEFAULT_RISK_AVERSION, DEFAULT_STATES, type OnProgress, type ResearchOptions } from './options'
import { predict } from './predict'
import { prepare, type Prepared } from './prepare'
import { jumpModelLabels } from './regimes/jump-model'
import { sliceSeries } from './series'
import { splitBars, type Range, type Split } from './split'
import { stateNames } from './state-names'
import { tuneStrategies } from './tuning'

export type TrainOptions = ResearchOptions & { readonly data: string; readonly out: string }

/** A published model or policy. */
export type PublishedVersion = { readonly kind: string; readonly id: string }

export type TrainResult = {
  readonly published: readonly PublishedVersion[]
  readonly backend: string
  readonly columns: readonly string[]
  readonly split: Split
  readonly shrinkage: readonly number[]
  readonly history: FittedModels['history']
}

/** Bars ahead that a jump-model label is taken to see: its smoother weighs what follows about as far as its features reach. */
const labelReach = ({ market: { profile } }: Prepared): number => Math.max(profile.barsPerDay, profile.lags[0])

/** Margin by which a regime must lead before it is called. */
export const CALL_MARGIN = 0.1

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
  onProgress('read recording', 0, 1)
  const prepared = await prepare(options.data, options)
  const { market, dataset } = prepared
  const { profile, description } = market
  const split = splitBars(dataset.first, dataset.series.length, profile)
  const epochs = 16
  const showing =
    (stage: string): OnEpoch =>
    (model, { epoch }) =>
      onProgress(`${stage}: ${model}`, epoch, epochs)

  const early = await fit(prepared, split.fit, states, seed, showing('fit for tuning'))
  onProgress('tune strategies', 0, 1)
  const tuned = tuneStrategies(prepared, predict(dataset, profile, early), split.policy, riskAversion)
  dispose(early)

  const models = await fit(prepared, split.train, states, seed, showing('fit'))
  onProgress('publish', 0, 1)
  const at = (bar: number): number => dataset.series.timestamp[Math.min(bar, dataset.series.length - 1)]
  const described = {
    columns: [...dataset.columns],
    backend: backend.name,
    versions: { bandshift: version, tensorflow: backend.version },
    dataSha256: description.sha256,
    seed,
    split: { train: { from: at(split.train.from), to: at(split.train.to), rows: split.train.to - split.train.from } },
    settings: {
      symbol: market.instrument.symbol,
      barSeconds: profile.barSeconds,
      optionBars: profile.optionBars,
      variance: profile.variance,
      leastVariance: profile.leastVariance,
      backendReason: backend.reason,
    },
    probeSource: { x: dataset.x, rows: dataset.rows },
  }
  const forecaster = await publish(out, {
    ...described,
    kind: 'volatility-forecaster',
    model: models.forecaster,
    horizonBars: profile.horizons.map(({ bars }) => bars),
    shrinkage: [...models.shrinkage],
    metrics: {
      validationLoss:
        models.history.forecaster.validation[models.history.forecaster.bestEpoch - 1] ??
        models.history.forecaster.untrained,
    },
  })
  const classifier = await publish(out, {
    ...described,
    kind: 'regime-classifier',
    model: models.classifier,
    states: stateNames(states),
    metrics: {
      validationLoss:
        models.history.classifier.validation[models.history.classifier.bestEpoch - 1] ??
        models.history.classifier.untrained,
    },
  })
  dispose(models)
  const policy = await publishPolicy(out, {
    kind: 'hedging-policy',
    forecaster: forecaster.id,
    classifier: classifier.id,
    dataSha256: description.sha256,
    seed,
    riskAversion,
    fee: prepared.fee,
    barSeconds: profile.barSeconds,
    optionBars: profile.optionBars,
    meanVariance: mean(dataset.series.variance.subarray(split.train.from, split.train.to)),
    margin: CALL_MARGIN,
    adaptive: {
      lean: tuned.adaptive.lean,
      policy: { ...tuned.adaptive.policy, multipliers: [...tuned.adaptive.policy.multipliers] },
    },
    fixed: tuned.fixed.map(({ family, best }) => ({
      strategy: family,
      setting: best.setting,
      parameters: best.strategy,
    })),
  })
  await promote(out, 'volatility-forecaster', forecaster.id)
  await promote(out, 'regime-classifier', classifier.id)
  await promotePolicy(out, policy)
  return {
    published: [forecaster.card, classifier.card, policy].map(({ kind, id }) => ({ kind, id })),
    backend: backend.name,
    columns: dataset.columns,
    split,
    shrinkage: models.shrinkage,
    history: models.history,
  }
}
