import type { Classifier, LabelKind } from '../../models/classifier/classifier'
import { compileForecaster } from '../../models/forecaster/compile'
import { trainedOnOf, type ForecasterCard } from '../../models/store/card'
import type { KnownFailure } from '../../models/store/card-evidence'
import type { ModelSet } from '../../models/store/history'
import { championCard, loadChampion, readModelSet } from '../../models/store/model-set'
import type { PolicyCard } from '../../models/store/policy-card'
import { loadVersion } from '../../models/store/version'
import { Fault } from '../../src/core/error'
import { varianceLags } from '../../src/core/features/realized-variance'
import { datasetOf } from '../data/dataset'
import type { ResearchOptions } from '../data/options'
import { prepare, type Prepared } from '../data/prepare'
import { profileOf } from '../data/profile'
import type { Range } from '../data/split'
import { predict, type Predictions } from '../fit/predict'
import { joinHeldOut, predictRange } from './held-out'
import type { TrustedModels } from './trust-part'

/** A horizon at which a baseline beats the forecaster beyond chance, and what serves there. */
export type BeatenHorizon = Extract<KnownFailure, { readonly kind: 'beaten' }>

/** A recording with the predictions of a registry's champions, and the bars of it that they have not seen. */
export type UnseenPart = {
  readonly prepared: Prepared
  readonly predictions: Predictions
  readonly test: Range
  /** The same models as plain functions of a row, for the service's rule of trust. */
  readonly judged: TrustedModels
  /** Where a baseline beat the forecaster while it was trained, as its card says. */
  readonly beaten: readonly BeatenHorizon[]
  /** The classifier's labels and filter, which define its states. */
  readonly regimes: Pick<Classifier, 'labels' | 'filter'>
}

/** Predictions to be judged on the bars `test` of a recording, beside baselines fitted on the bars before them. */
export type JudgedPart = Pick<UnseenPart, 'prepared' | 'predictions' | 'test'> & { readonly seed: number }

/** Share of an unseen recording on which the baselines are fitted before the test begins. */
const WARM_UP_SHARE = 0.3

/** The options by which a recording is prepared with the rows and horizons of a forecaster. */
const inputsOf = ({ columns, horizonBars, settings: { leastVariance } }: ForecasterCard) => {
  if (typeof leastVariance !== 'number') throw new Fault('model-refused', 'the forecaster card names no leastVariance')
  return { lags: varianceLags(columns), horizonBars, leastVariance }
}

const isOf = ({ settings }: ForecasterCard, { instrument }: Prepared['market']): boolean =>
  settings.symbol === instrument.symbol && settings.venue === instrument.venue

/** The first bar after the training part of a forecaster; undefined where the recording ends before. */
const firstAfterTraining = (
  { dataset: { series } }: Pick<Prepared, 'dataset'>,
  { split: { train } }: ForecasterCard,
): number | undefined => {
  const after = series.timestamp.findIndex((time) => time >= train.to)
  return after < 0 ? undefined : after
}

/**
 * The bars that the models have not seen, after a warm-up on which baselines are fitted (baselines are fitted on this
 * recording, the models are not). For the instrument of the models these are the bars after the training part, or all
 * bars where the recording ends before the training part begins; for another instrument or another simulated market,
 * all bars.
 */
const unseenBars = (prepared: Prepared, card: ForecasterCard): Range => {
  const { market, dataset } = prepared
  const { timestamp, length } = dataset.series
  const { origin, sha256 } = market.description
  const warm = dataset.first + Math.floor(WARM_UP_SHARE * (length - dataset.first))
  const isUnseen =
    !isOf(card, market) ||
    timestamp[length - 1] < card.split.train.from ||
    (origin === 'synthetic' && sha256 !== card.dataSha256)
  if (isUnseen) return { from: warm, to: length }
  const after = firstAfterTraining(prepared, card)
  if (after === undefined) throw new Fault('missing-data', 'the models have seen all of this recording')
  return { from: Math.max(warm, after), to: length }
}

/**
 * Runs the champions of a registry over a recording. Throws 'model-refused' where its bars or columns are not those
 * of the models, or `policy` was tuned for other models.
 */
export const unseenPart = async (
  data: string,
  registry: string,
  policy: PolicyCard,
  options: ResearchOptions,
): Promise<UnseenPart> => {
  const card = await championCard(registry, 'volatility-forecaster')
  const inputs = { ...options, fee: options.fee ?? policy.fee, ...inputsOf(card) }
  const prepared = await prepare(data, inputs, card.columns)
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
  const beaten = (card.evidence?.failures ?? []).filter(
    (failure): failure is BeatenHorizon => failure.kind === 'beaten',
  )
  return { prepared, predictions, test: unseenBars(prepared, card), judged, beaten, regimes: classifier.model }
}

/** A champion on bars that it has not seen, or why it cannot forecast them. */
export type ChampionView =
  | {
      readonly kind: 'view'
      readonly unseen: Range
      /** Horizons in bars. */
      readonly horizons: readonly number[]
      /** The kind of labels that its classifier learned. */
      readonly labels: LabelKind
      readonly predictions: Predictions
    }
  | { readonly kind: 'incomparable'; readonly why: string }

/**
 * Why a forecaster cannot forecast a recording; undefined where it can. `made` are the columns made from the recording.
 */
const misfitOf = (
  card: ForecasterCard,
  { market }: Pick<Prepared, 'market'>,
  made: readonly string[],
): string | undefined => {
  const { settings, columns } = card
  const { instrument, profile } = market
  if (!isOf(card, market))
    return `it is of ${String(settings.venue)}/${String(settings.symbol)}, this of ${instrument.venue}/${instrument.symbol}`
  if (settings.barSeconds !== profile.barSeconds)
    return `it decides every ${String(settings.barSeconds)} s, this every ${profile.barSeconds} s`
  const missing = columns.filter((name) => !made.includes(name))
  return missing.length > 0 ? `it reads ${missing.join(', ')}, which this recording makes none of` : undefined
}

/**
 * Runs a champion over the bars of `held` after the end of its training part; there may be none. Features are computed
 * again with the champion's own windows and least variance.
 */
export const viewOfChampion = async (
  registry: string,
  champion: ModelSet,
  prepared: Prepared,
  held: Range,
): Promise<ChampionView> => {
  const cards = await readModelSet(registry, champion.policy).catch((error: unknown) => {
    // A card of an earlier version: the new set is kept beside it, and an operator decides.
    if (error instanceof Fault && error.code === 'model-refused') return error.message
    throw error
  })
  if (typeof cards === 'string') return { kind: 'incomparable', why: cards }
  const card = cards.forecaster
  const { columns, horizonBars } = card
  const { bars, profile: given } = prepared.market
  const profile = profileOf({ ...given, bars: bars.length }, inputsOf(card))
  const market = { ...prepared.market, profile }
  const misfit = misfitOf(card, { market }, datasetOf(bars, profile).columns)
  if (misfit !== undefined) return { kind: 'incomparable', why: misfit }
  const view = { ...prepared, market, dataset: datasetOf(bars, profile, columns) }
  const after = firstAfterTraining(view, card) ?? held.to
  const unseen = { from: Math.min(held.to, Math.max(held.from, view.dataset.first, after)), to: held.to }
  const forecaster = (await loadVersion(registry, 'volatility-forecaster', champion.forecaster, columns)).model
  const classifier = (await loadVersion(registry, 'regime-classifier', champion.classifier, columns)).model
  const predictions = joinHeldOut(view, [predictRange(view, { forecaster, classifier }, unseen)])
  forecaster.network.dispose()
  classifier.network.dispose()
  return { kind: 'view', unseen, horizons: horizonBars, labels: cards.classifier.labels, predictions }
}
