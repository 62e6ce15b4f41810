import { posteriorBars, type Classifier } from '../../models/classifier/classifier'
import { forecastRows, type Forecaster } from '../../models/forecaster/forecaster'
import type { Dataset } from '../data/dataset'
import type { Profile } from '../data/profile'

/**
 * Mean per-bar variance from each bar to each horizon: `variance[h][t]` is known at bar t, valid from bar `first` on.
 */
export type TermForecasts = {
  readonly first: number
  /** In bars, rising. */
  readonly horizons: readonly number[]
  readonly variance: readonly Float64Array[]
}

/** Outputs of the models on every warm bar of a dataset; columns are indexed by bar, valid from `term.first`. */
export type Predictions = {
  readonly term: TermForecasts
  /** Quantiles of log variance, [(bar × horizons + h) × levels + q]. */
  readonly quantiles: Float64Array
  readonly levels: readonly number[]
  /** [bar × states + k]. */
  readonly posterior: Float64Array
  readonly states: number
  /** Share of each state in the classifier's long run. */
  readonly shares: readonly number[]
}

/** Runs both models over the dataset. */
export const predict = (
  dataset: Dataset,
  profile: Profile,
  models: { readonly forecaster: Forecaster; readonly classifier: Classifier },
): Predictions => {
  const { first, rows, x, series } = dataset
  const { forecaster, classifier } = models
  const horizons = profile.horizons.map(({ bars }) => bars)
  const count = horizons.length
  const table = forecastRows(forecaster, x, rows)
  const variance = horizons.map(() => new Float64Array(series.length))
  for (let row = 0; row < rows; row++)
    for (let h = 0; h < count; h++) variance[h][first + row] = Math.exp(table.logVariance[row * count + h])
  const quantiles = new Float64Array(series.length * count * forecaster.levels.length)
  quantiles.set(table.quantiles, first * count * forecaster.levels.length)
  const posterior = new Float64Array(series.length * classifier.states)
  posterior.set(posteriorBars(classifier, { x, rows, variance: series.variance, first }), first * classifier.states)
  return {
    term: { first, horizons, variance },
    quantiles,
    levels: forecaster.levels,
    posterior,
    states: classifier.states,
    shares: classifier.shares,
  }
}
