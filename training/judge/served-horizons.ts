import type { MeasuredLosses } from '../../src/core/promotion/compare-losses'
import { beatenBy, type BaselineLosses, type Beaten } from '../../src/core/promotion/decide-promotion'
import { mean } from '../../src/core/statistics/moments'
import { baselinesFor, standInsFor, type StandIn } from '../baselines/baselines'
import type { LogLinear } from '../baselines/forecaster'
import type { Prepared } from '../data/prepare'
import { sliceSeries } from '../data/series'
import type { Range, WalkFold } from '../data/split'
import type { Predictions } from '../fit/predict'
import { horizonLosses } from './held-out-losses'

/** A horizon at which a baseline beats the forecaster beyond chance, and what serves there. */
export type ServedHorizon = {
  /** Index of the horizon. */
  readonly horizon: number
  /** The baselines that beat the forecaster, the one of least loss first. */
  readonly beaten: readonly Beaten[]
  /**
   * The stand-in of least loss that loses no more than the forecaster and that no baseline beats beyond chance; where
   * there is none, nothing of this training.
   */
  readonly serves: StandIn['serves'] | 'nothing'
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
  held: Range,
): readonly BaselineLosses[] =>
  forecasts.map(({ model, variance }) => ({ model, losses: horizonLosses(prepared, variance, held) }))

/** A baseline that a forecaster can serve, fitted by horizon on the bars before `to`. */
export type FittedStandIn = Pick<StandIn, 'serves'> & { readonly model: string; readonly fits: readonly LogLinear[] }

/** The stand-ins that the feature columns of a recording hold, fitted on its bars before `to`. */
export const fittedStandIns = (
  { dataset: { series, columns }, market: { profile } }: Prepared,
  to: number,
): readonly FittedStandIn[] => {
  const past = sliceSeries(series, 0, to)
  return standInsFor(series)
    .map(({ serves, baseline }) => ({
      ...{ serves, model: baseline.name },
      fits: profile.horizons.map(({ bars }) => baseline.fit(past, bars, profile.lags).logLinear),
    }))
    .filter(({ fits }) => fits.every((fit) => fit.columns.every((name) => columns.includes(name))))
}

/**
 * The horizons at which some baseline beats the forecaster beyond chance on bars held out, with what serves there;
 * `own` are the forecaster's losses by horizon.
 */
export const servedHorizons = (
  own: readonly MeasuredLosses[],
  baselines: readonly BaselineLosses[],
  standIns: readonly Pick<FittedStandIn, 'serves' | 'model'>[],
): readonly ServedHorizon[] => {
  const candidates = standIns.map(({ serves, model }) => {
    const stand = baselines.find((one) => one.model === model)
    if (stand === undefined) throw new TypeError(`${model} is among the baselines`)
    const others = baselines.filter((one) => one !== stand)
    return { serves, losses: stand.losses, beaten: beatenBy(stand.losses, others).map(({ measure }) => measure) }
  })
  const all = beatenBy(own, baselines)
  return own.flatMap(({ measure, values }, horizon) => {
    const beaten = all.filter((one) => one.measure === measure)
    if (beaten.length === 0) return []
    const level = candidates
      .filter((one) => !one.beaten.includes(measure))
      .map(({ serves, losses }) => ({ serves, loss: mean(losses[horizon].values) }))
      .filter(({ loss }) => loss <= mean(values))
      .sort((a, b) => a.loss - b.loss)
    return [{ horizon, beaten, serves: level.length > 0 ? level[0].serves : 'nothing' }]
  })
}

/** The forecasts of the stand-ins that serve at some horizon. */
export type ServingForecasts = readonly (BaselineForecasts & Pick<StandIn, 'serves'>)[]

/** Predictions with the forecasts of the stand-ins where they serve; quantiles keep their distance from them. */
export const withStandIns = (
  predictions: Predictions,
  served: readonly Pick<ServedHorizon, 'horizon' | 'serves'>[],
  forecasts: ServingForecasts,
): Predictions => {
  const { term, levels } = predictions
  const quantiles = predictions.quantiles.slice()
  const variance = term.variance.map((own, h) => {
    const serves = served.find(({ horizon }) => horizon === h)?.serves
    const standIn = forecasts.find((one) => one.serves === serves)
    if (standIn === undefined) return own
    return own.map((value, bar) => {
      const other = standIn.variance[h][bar]
      if (!(value > 0 && other > 0)) return value
      const from = (bar * term.horizons.length + h) * levels.length
      for (let q = 0; q < levels.length; q++) quantiles[from + q] += Math.log(other / value)
      return other
    })
  })
  return { ...predictions, term: { ...term, variance }, quantiles }
}
