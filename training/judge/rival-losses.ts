import type { PromotionCandidate } from '../../src/core/promotion/decide-promotion'
import type { LabelKind } from '../../models/classifier/classifier'
import type { ChampionView } from './champion-view'
import { horizonLosses, regimeLosses } from './held-out-losses'
import type { Predictions } from '../fit/predict'
import type { Prepared } from '../data/prepare'

type Losses = PromotionCandidate['losses']

/** Regime labels of bars from `from` on that see `reach` bars ahead. */
export type HeldLabels = {
  readonly kind: LabelKind
  readonly state: Uint8Array
  readonly reach: number
  readonly from: number
}

/** What champion and challenger lost on the same bars, by the measures that both have. */
export type RivalLosses = { readonly champion: Losses; readonly challenger: Losses }

/**
 * Losses of both on the bars that neither has learned from: QLIKE at the horizons that both forecast, against the
 * recording's own variance, and log loss of the regimes where both learned the same ones.
 */
export const rivalLosses = (
  prepared: Prepared,
  challenger: Predictions,
  { unseen, horizons, labels, predictions }: Extract<ChampionView, { kind: 'view' }>,
  { kind, state, reach, from }: HeldLabels,
): RivalLosses => {
  const { profile } = prepared.market
  const shared = profile.horizons.filter(({ bars }) => horizons.includes(bars))
  const own = { ...prepared, market: { ...prepared.market, profile: { ...profile, horizons: shared } } }
  const forecasts = ({ term }: Predictions): readonly Float64Array[] =>
    shared.map(({ bars }) => term.variance[term.horizons.indexOf(bars)])
  const regimes = (of: Predictions) =>
    kind === labels && challenger.states === predictions.states
      ? [regimeLosses(of, state.subarray(unseen.from - from), reach, unseen.from)]
      : []
  const lossesOf = (of: Predictions): Losses => [...horizonLosses(own, forecasts(of), unseen), ...regimes(of)]
  return { champion: lossesOf(predictions), challenger: lossesOf(challenger) }
}
