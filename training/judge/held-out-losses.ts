import type { LabelKind } from '../../models/classifier/classifier'
import type { MeasuredLosses } from '../../src/core/promotion/compare-losses'
import type { PromotionCandidate } from '../../src/core/promotion/decide-promotion'
import { logLoss } from '../../src/core/statistics/classification-scores'
import { qlikeLosses } from '../../src/core/statistics/forecast-losses'
import type { Prepared } from '../data/prepare'
import type { Range } from '../data/split'
import type { Predictions } from '../fit/predict'
import { forwardMean } from '../statistics/sliding-mean'
import type { ChampionView } from './unseen'

type Losses = PromotionCandidate['losses']

/** Regime labels of bars from `from` on, each of which depends on `reach` bars ahead. */
export type HeldLabels = {
  readonly kind: LabelKind
  readonly state: Uint8Array
  readonly reach: number
  readonly from: number
}

/** Losses of champion and challenger on the same bars, by the measures that both have. */
type RivalLosses = { readonly champion: Losses; readonly challenger: Losses }

/**
 * Losses of both on bars that neither was fitted on: QLIKE at the horizons that both forecast, against the
 * recording's own variance, and log loss of the regimes where both have labels of one kind.
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

/**
 * QLIKE by horizon of variance forecasts (by horizon, then bar) on the bars of a range whose horizon ends inside it.
 */
export const horizonLosses = (
  { dataset: { series }, market: { profile } }: Prepared,
  forecasts: readonly Float64Array[],
  { from, to }: Range,
): readonly MeasuredLosses[] =>
  profile.horizons.map(({ name, bars }, h) => ({
    measure: `qlike ${name}`,
    horizonBars: bars,
    values: qlikeLosses(
      forwardMean(series.variance.subarray(0, to), bars).subarray(from, Math.max(from, to - bars)),
      forecasts[h].subarray(from, Math.max(from, to - bars)),
    ),
  }))

/** Log loss of the posterior on the labelled bars from `from` on; a label depends on `reach` bars ahead. */
export const regimeLosses = (
  { posterior, states }: Predictions,
  labels: Uint8Array,
  reach: number,
  from: number,
): MeasuredLosses => ({
  measure: 'log-loss',
  horizonBars: reach,
  values: Float64Array.from({ length: labels.length }, (_, i) => {
    const bar = from + i
    return logLoss([labels[i]], posterior.subarray(bar * states, (bar + 1) * states), states) ?? 0
  }),
})
