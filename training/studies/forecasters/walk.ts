import { forecastRows } from '../../../models/forecaster/forecaster'
import { deriveSeed } from '../../../src/core/rng'
import { baselinesFor } from '../../baselines/baselines'
import { sliceSeries } from '../../data/series'
import type { Range } from '../../data/split'
import { fitVolatility } from '../../fit/fit-models'
import { modelFitOptions } from '../../fit/fit-network'
import type { StudyMarket } from './markets'

/** The first bar of a dataset at or after a time. */
const barAt = ({ dataset: { series } }: StudyMarket, time: number): number => {
  const bar = series.timestamp.findIndex((timestamp) => timestamp >= time)
  return bar < 0 ? series.length : bar
}

/**
 * Mean variance by horizon over a range of a market's bars, by a forecaster fitted on other markets before that range
 * begins: neither its scaling nor its log-HAR nor its rows come from this market.
 */
export const forecastUnseen = async (
  market: StudyMarket,
  others: readonly StudyMarket[],
  { from, to }: Range,
  seed: number,
): Promise<readonly Float64Array[]> => {
  const { name, dataset, profile } = market
  const time = dataset.series.timestamp[from]
  const known = others.map((other) => ({ dataset: other.dataset, to: barAt(other, time) }))
  const { model } = await fitVolatility(known, profile, {
    ...modelFitOptions,
    seed: deriveSeed(seed, `all but ${name}`),
  })
  const cols = dataset.columns.length
  const rows = to - from
  const { logVariance } = forecastRows(
    model,
    dataset.x.subarray((from - dataset.first) * cols, (to - dataset.first) * cols),
    rows,
  )
  model.network.dispose()
  const horizons = profile.horizons.length
  return profile.horizons.map((_, h) =>
    Float64Array.from({ length: rows }, (_, row) => Math.exp(logVariance[row * horizons + h])),
  )
}

/** Forecasts of one horizon over the bars of a range: mean variance by model, and quantiles of its log, row-major. */
export type HorizonWalk = {
  readonly forecasts: Record<string, Float64Array>
  readonly quantiles: Float64Array
  readonly levels: readonly number[]
}

/** Shrinkage of the season's correction, of that of all columns and of the network's, by horizon. */
export type KeptShares = {
  readonly season: readonly number[]
  readonly linear: readonly number[]
  readonly network: readonly number[]
}

export type Walk = {
  readonly horizons: readonly HorizonWalk[]
  /** Share kept of each step of the correction, by refit and horizon. */
  readonly shares: readonly KeptShares[]
}

const edgesOf = ({ from, to }: Range, refits: number): readonly Range[] =>
  Array.from({ length: refits }, (_, i) => ({
    from: from + Math.floor((i * (to - from)) / refits),
    to: from + Math.floor(((i + 1) * (to - from)) / refits),
  }))

/**
 * Walks forward over a range in equal steps: before each, every baseline and the forecaster are fitted anew on all bars
 * before it, whose targets end before it (purge), and forecast it. GARCH is left out for series without returns.
 */
export const walkMarket = async (
  { name, dataset, profile }: StudyMarket,
  range: Range,
  { refits, seed }: { readonly refits: number; readonly seed: number },
  onRefit: (done: number) => void,
): Promise<Walk> => {
  const { series, first, columns, x } = dataset
  const rows = range.to - range.from
  const priced = series.logReturn.some((value) => value !== 0)
  const horizons: HorizonWalk[] = profile.horizons.map(() => ({
    forecasts: {},
    quantiles: new Float64Array(0),
    levels: [],
  }))
  const shares: KeptShares[] = []
  for (const [refit, { from, to }] of edgesOf(range, refits).entries()) {
    onRefit(refit)
    const past = sliceSeries(series, 0, from)
    const known = sliceSeries(series, 0, to)
    const baselines = baselinesFor(past).filter((baseline) => priced || baseline.name !== 'garch')
    const { model, seasonShrinkage, shrinkage, networkShrinkage } = await fitVolatility(
      [{ dataset, to: from }],
      profile,
      {
        ...modelFitOptions,
        seed: deriveSeed(seed, `${name} ${refit}`),
      },
    )
    const cols = columns.length
    const table = forecastRows(model, x.subarray((from - first) * cols, (to - first) * cols), to - from)
    model.network.dispose()
    shares.push({ season: seasonShrinkage, linear: shrinkage, network: networkShrinkage })
    const levels = model.levels
    profile.horizons.forEach((horizon, h) => {
      const walk =
        refit === 0 ? { forecasts: {}, quantiles: new Float64Array(rows * levels.length), levels } : horizons[h]
      horizons[h] = walk
      const put = (model: string, valueAt: (bar: number) => number): void => {
        const column = (walk.forecasts[model] ??= new Float64Array(rows))
        for (let bar = from; bar < to; bar++) column[bar - range.from] = valueAt(bar)
      }
      for (const baseline of baselines) {
        const { values } = baseline.fit(past, horizon.bars, profile.lags).forecast(known)
        put(baseline.name, (bar) => values[bar])
      }
      put('bandshift', (bar) => Math.exp(table.logVariance[(bar - from) * profile.horizons.length + h]))
      for (let bar = from; bar < to; bar++)
        for (let q = 0; q < levels.length; q++)
          walk.quantiles[(bar - range.from) * levels.length + q] =
            table.quantiles[((bar - from) * profile.horizons.length + h) * levels.length + q]
    })
  }
  return { horizons, shares }
}
