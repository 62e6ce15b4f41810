import { forecastRows } from '../../../models/forecaster/forecaster'
import { deriveSeed } from '../../../src/core/rng'
import { modelFitOptions } from '../../fit/fit-options'
import { fitVolatility } from '../../fit/fit-volatility'
import type { Range } from '../../data/split'
import type { Market } from './measures'

/** The first bar of a dataset at or after a time. */
const barAt = ({ dataset: { series } }: Market, time: number): number => {
  const bar = series.timestamp.findIndex((timestamp) => timestamp >= time)
  return bar < 0 ? series.length : bar
}

/**
 * Mean variance by horizon over a range of a market's bars, as a forecaster says that was fitted on other markets
 * before that range begins and knows nothing of this one: no scaling, no log-HAR, no row.
 */
export const forecastUnseen = async (
  market: Market,
  others: readonly Market[],
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
