import { varianceLags } from '../../src/core/features/realized-variance'
import type { LabelKind } from '../../models/classifier/classifier'
import type { ModelSet } from '../../models/store/history'
import { readModelSet, type SetCards } from '../../models/store/model-set'
import { loadVersion } from '../../models/store/version'
import { datasetOf } from '../data/dataset'
import { predictRange, joinHeldOut } from './held-out'
import type { Predictions } from '../fit/predict'
import type { Prepared } from '../data/prepare'
import { profileOf } from '../data/profile'
import type { Range } from '../data/split'

/** A champion on bars that it has not seen, or why it cannot be asked about them. */
export type ChampionView =
  | {
      readonly kind: 'view'
      readonly unseen: Range
      /** Horizons in bars. */
      readonly horizons: readonly number[]
      /** What its classifier learned. */
      readonly labels: LabelKind
      readonly predictions: Predictions
    }
  | { readonly kind: 'strange'; readonly why: string }

const strangeness = ({ forecaster }: SetCards, { market, dataset }: Prepared): string | undefined => {
  const { settings, columns } = forecaster
  const { instrument, profile } = market
  if (settings.venue !== instrument.venue || settings.symbol !== instrument.symbol)
    return `it is of ${String(settings.venue)}/${String(settings.symbol)}, this of ${instrument.venue}/${instrument.symbol}`
  if (settings.barSeconds !== profile.barSeconds)
    return `it decides every ${String(settings.barSeconds)} s, this every ${profile.barSeconds} s`
  const missing = columns.filter((name) => !dataset.columns.includes(name))
  return missing.length > 0 ? `it reads ${missing.join(', ')}, which this recording makes none of` : undefined
}

/**
 * Runs a champion over those of the bars `held` that came after all that it learned from; none may be left. Features
 * are stepped anew where its own windows and its own least variance make them others.
 */
export const viewOfChampion = async (
  registry: string,
  champion: ModelSet,
  prepared: Prepared,
  held: Range,
): Promise<ChampionView> => {
  const cards = await readModelSet(registry, champion.policy)
  const { columns, horizonBars, settings, split } = cards.forecaster
  const { market } = prepared
  const lags = varianceLags(columns)
  const leastVariance = Number(settings.leastVariance)
  const profile = profileOf({ ...market.profile, bars: market.bars.length }, { lags, leastVariance, horizonBars })
  const own = { ...prepared, market: { ...market, profile } }
  const strange = strangeness(cards, { ...own, dataset: datasetOf(market.bars, profile) })
  if (strange !== undefined) return { kind: 'strange', why: strange }
  const dataset = datasetOf(market.bars, profile, columns)
  const after = dataset.series.timestamp.findIndex((time) => time >= split.train.to)
  const from = Math.min(held.to, Math.max(held.from, dataset.first, after < 0 ? held.to : after))
  const unseen = { from, to: held.to }
  const forecaster = (await loadVersion(registry, 'volatility-forecaster', champion.forecaster, columns)).model
  const classifier = (await loadVersion(registry, 'regime-classifier', champion.classifier, columns)).model
  const view = { ...own, dataset }
  const predictions = joinHeldOut(view, [predictRange(view, { forecaster, classifier }, unseen)])
  forecaster.network.dispose()
  classifier.network.dispose()
  return { kind: 'view', unseen, horizons: horizonBars, labels: cards.classifier.labels, predictions }
}
