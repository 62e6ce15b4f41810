import type { LabelKind } from '../../models/classifier/classifier'
import type { MeasuredLosses } from '../../src/core/promotion/compare-losses'
import {
  beatenBy,
  type BaselineLosses,
  type Beaten,
  type PromotionCandidate,
} from '../../src/core/promotion/decide-promotion'
import { logLoss } from '../../src/core/statistics/classification-scores'
import { qlikeLosses } from '../../src/core/statistics/forecast-losses'
import { baselinesFor } from '../baselines/baselines'
import type { Prepared } from '../data/prepare'
import { sliceSeries } from '../data/series'
import type { Range, WalkFold } from '../data/split'
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

/** A horizon at which a baseline beats the forecaster beyond chance, and what serves there. */
export type ServedHorizon = {
  /** Index of the horizon. */
  readonly horizon: number
  readonly beaten: readonly Beaten[]
  /**
   * The forecaster, where none beats it by more than the margin that a promotion allows; else log-HAR, the classical
   * fall-back, where none beats that by more. Where both are beaten, the forecaster, unless it surely loses more than
   * twice what a baseline does: then nothing of this training.
   */
  readonly serves: 'forecaster' | 'log-har' | 'nothing'
}

/** Forecasts of a baseline by horizon, then bar, on the bars that folds hold out. */
export type BaselineForecasts = { readonly model: string; readonly variance: readonly Float64Array[] }

/** Every baseline on the bars that folds hold out, fitted for each fold on the bars before it. */
export const baselineForecasts = (
  { dataset: { series }, market: { profile } }: Prepared,
  folds: readonly WalkFold[],
): readonly BaselineForecasts[] => {
  const models = baselinesFor(series)
  const columns = models.map(() => profile.horizons.map(() => new Float64Array(series.length)))
  for (const { fit, held } of folds) {
    const past = sliceSeries(series, 0, fit.to)
    const known = sliceSeries(series, 0, held.to)
    models.forEach((model, m) =>
      profile.horizons.forEach(({ bars }, h) => {
        const { values } = model.fit(past, bars, profile.lags).forecast(known)
        columns[m][h].set(values.subarray(held.from, held.to), held.from)
      }),
    )
  }
  return models.map(({ name }, m) => ({ model: name, variance: columns[m] }))
}

/** Losses of each baseline on the bars of a range, by horizon. */
export const baselineLosses = (
  prepared: Prepared,
  forecasts: readonly BaselineForecasts[],
  held: Parameters<typeof horizonLosses>[2],
): readonly BaselineLosses[] =>
  forecasts.map(({ model, variance }) => ({ model, losses: horizonLosses(prepared, variance, held) }))

/**
 * The horizons at which some baseline beats the forecaster beyond chance on bars held out, with what serves there;
 * `own` are the forecaster's losses by horizon.
 */
export const servedHorizons = (
  own: readonly MeasuredLosses[],
  baselines: readonly BaselineLosses[],
): readonly ServedHorizon[] => {
  const logHar = baselines.find(({ model }) => model === 'logHar')
  if (logHar === undefined) throw new TypeError('log-HAR is among the baselines')
  const others = baselines.filter((model) => model !== logHar)
  const all = beatenBy(own, baselines)
  const far = beatenBy(own, baselines, { isMaterial: true })
  const twice = beatenBy(own, baselines, { isMaterial: true, margin: 1 })
  return own.flatMap(({ measure }, horizon) => {
    const beaten = all.filter((one) => one.measure === measure)
    if (beaten.length === 0) return []
    const fallBack = logHar.losses[horizon]
    const rivals = others.map(({ model, losses }) => ({ model, losses: [losses[horizon]] }))
    const isFar = far.some((one) => one.measure === measure)
    const isTwice = twice.some((one) => one.measure === measure)
    const isFallBackFar = beatenBy([fallBack], rivals, { isMaterial: true }).length > 0
    return [{ horizon, beaten, serves: isFar && !isFallBackFar ? 'log-har' : isTwice ? 'nothing' : 'forecaster' }]
  })
}

/** Predictions with log-HAR's forecast at the horizons where it serves; quantiles keep their distance from it. */
export const withLogHar = (
  predictions: Predictions,
  served: readonly ServedHorizon[],
  forecasts: readonly BaselineForecasts[],
): Predictions => {
  const replaced = served.filter(({ serves }) => serves === 'log-har').map(({ horizon }) => horizon)
  const logHar = forecasts.find(({ model }) => model === 'logHar')
  if (replaced.length === 0 || logHar === undefined) return predictions
  const { term, levels } = predictions
  const quantiles = predictions.quantiles.slice()
  const variance = term.variance.map((own, h) => {
    if (!replaced.includes(h)) return own
    return own.map((value, bar) => {
      const other = logHar.variance[h][bar]
      if (!(value > 0 && other > 0)) return value
      const from = (bar * term.horizons.length + h) * levels.length
      for (let q = 0; q < levels.length; q++) quantiles[from + q] += Math.log(other / value)
      return other
    })
  })
  return { ...predictions, term: { ...term, variance }, quantiles }
}
