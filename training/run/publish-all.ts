import type { Backend } from '../../models/backend'
import { classifierRows } from '../../models/classifier/classifier'
import { publishCentre, type CentreCard } from '../../models/store/centre'
import { publishPolicy } from '../../models/store/policy'
import { publish } from '../../models/store/publish'
import { filterVariances } from '../../src/core/reading/regime/variance-regimes'
import { mean } from '../../src/core/statistics/moments'
import { version } from '../../src/core/version'
import type { BandEvidence } from '../band-network/learn-band'
import type { Prepared } from '../data/prepare'
import type { BarSplit } from '../data/split'
import type { FittedModels } from '../fit/fit-models'
import type { LossHistory } from '../fit/fit-network'
import { trainingReference } from '../fit/trust/training-reference'
import type { cardEvidence } from '../judge/card-evidence'
import { stateNames } from '../labels/labels'
import type { Tuned } from '../tune/tune'

/** A published model or policy. */
export type PublishedVersion = { readonly kind: string; readonly id: string }

/** The results of a training. */
export type Trained = {
  readonly prepared: Prepared
  readonly backend: Backend
  readonly models: FittedModels
  readonly tuned: Tuned
  /** Margin by which a regime must lead before it is called. */
  readonly margin: number
  /** Of the chain beside the bars, where there is one. */
  readonly centre: Omit<CentreCard, 'id' | 'dataSha256'> | undefined
  /** The learned band beside the formula. */
  readonly bandEvidence: BandEvidence
  readonly split: BarSplit
  readonly states: number
  readonly seed: number
  readonly riskAversion: number
  /** Evidence of the folds' models on held-out bars. */
  readonly evidence: ReturnType<typeof cardEvidence>
}

const keptLoss = ({ validation, bestEpoch, untrained }: LossHistory): number => validation[bestEpoch - 1] ?? untrained

/**
 * Fields that both model cards share. The probe rows come from the training part: only evaluation reads the test part.
 */
const described = ({ prepared: { market, dataset }, backend, split: { train }, seed }: Trained) => {
  const { profile, instrument, description } = market
  const { timestamp } = dataset.series
  const rows = train.to - train.from
  return {
    columns: [...dataset.columns],
    backend: backend.name,
    versions: { bandshift: version, tensorflow: backend.version },
    dataSha256: description.sha256,
    seed,
    split: { train: { from: timestamp[train.from], to: timestamp[train.to], rows } },
    settings: {
      venue: instrument.venue,
      symbol: instrument.symbol,
      barSeconds: profile.barSeconds,
      sourceSeconds: market.sourceSeconds,
      barsPerDay: profile.barsPerDay,
      barsPerYear: profile.barsPerYear,
      continuous: profile.continuous,
      optionBars: profile.optionBars,
      variance: profile.variance,
      leastVariance: profile.leastVariance,
      backendReason: backend.reason,
    },
    probeSource: { x: dataset.x.subarray(0, rows * dataset.columns.length), rows },
  }
}

/** Publishes forecaster, classifier, the spot-vol slope where there is one, and the policy that names them. */
export const publishAll = async (registry: string, trained: Trained): Promise<readonly PublishedVersion[]> => {
  const { prepared, models, tuned, split, states, seed, riskAversion } = trained
  const { profile, description } = prepared.market
  const common = described(trained)
  const forecaster = await publish(registry, {
    ...common,
    kind: 'volatility-forecaster',
    model: models.forecaster,
    horizonBars: profile.horizons.map(({ bars }) => bars),
    shrinkage: [...models.shrinkage],
    metrics: { validationLoss: keptLoss(models.history.forecaster) },
    reference: trainingReference(prepared, split.train, models.forecaster),
    evidence: trained.evidence.forecaster,
  })
  const { x, rows } = common.probeSource
  const variance = prepared.dataset.series.variance.subarray(0, split.train.to)
  const filtered = filterVariances(models.classifier.filter, variance).subarray(split.train.from * states)
  const classifier = await publish(registry, {
    ...common,
    kind: 'regime-classifier',
    model: models.classifier,
    states: stateNames(states),
    probeSource: { x: classifierRows(x, rows, filtered, states), rows },
    metrics: { validationLoss: keptLoss(models.history.classifier) },
    evidence: trained.evidence.classifier,
  })
  const centre =
    trained.centre && (await publishCentre(registry, { ...trained.centre, dataSha256: description.sha256 }))
  const policy = await publishPolicy(registry, {
    kind: 'hedging-policy',
    forecaster: forecaster.id,
    classifier: classifier.id,
    ...(centre && { centre: centre.id }),
    dataSha256: description.sha256,
    seed,
    riskAversion,
    fee: prepared.fee,
    barSeconds: profile.barSeconds,
    optionBars: profile.optionBars,
    meanVariance: mean(prepared.dataset.series.variance.subarray(split.train.from, split.train.to)),
    margin: trained.margin,
    adaptive: tuned.adaptive,
    bandEvidence: trained.bandEvidence,
    fixed: tuned.fixed.map(({ family, best }) => ({
      strategy: family,
      setting: best.setting,
      parameters: best.strategy,
    })),
  })
  return [forecaster.card, classifier.card, ...(centre ? [centre] : []), policy].map(({ kind, id }) => ({ kind, id }))
}
