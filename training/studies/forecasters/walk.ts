import { forecastRows } from '../../../models/forecaster/forecaster'
import { deriveSeed } from '../../../src/core/rng'
import { baselinesFor } from '../../baselines/baselines'
import type { Dataset } from '../../data/dataset'
import type { Profile } from '../../data/profile'
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
  const rows = to - from
  const { logVariance } = forecastRows(model, rowsBetween(dataset, { from, to }), rows)
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
  /** Mean variance as forecast with implied volatility among the columns, where it is known. */
  readonly informed?: Float64Array | undefined
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

/** Rows of a dataset's bars from … to. */
const rowsBetween = ({ x, columns, first }: Dataset, { from, to }: Range): Float64Array =>
  x.subarray((from - first) * columns.length, (to - first) * columns.length)

/** Fits the forecaster on the bars before `range` and forecasts that. */
const fitAndForecast = async (dataset: Dataset, profile: Profile, range: Range, seed: number) => {
  const { model, ...kept } = await fitVolatility([{ dataset, to: range.from }], profile, { ...modelFitOptions, seed })
  const table = forecastRows(model, rowsBetween(dataset, range), range.to - range.from)
  model.network.dispose()
  return { table, levels: model.levels, kept }
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
  { name, dataset, profile, informed }: StudyMarket,
  range: Range,
  { refits, seed }: { readonly refits: number; readonly seed: number },
  onRefit: (done: number) => void,
): Promise<Walk> => {
  const { series } = dataset
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
    const ownSeed = deriveSeed(seed, `${name} ${refit}`)
    const { table, levels, kept } = await fitAndForecast(dataset, profile, { from, to }, ownSeed)
    const told = informed && (await fitAndForecast(informed, profile, { from, to }, ownSeed))
    shares.push({ season: kept.seasonShrinkage, linear: kept.shrinkage, network: kept.networkShrinkage })
    profile.horizons.forEach((horizon, h) => {
      const walk =
        refit === 0
          ? {
              forecasts: {},
              quantiles: new Float64Array(rows * levels.length),
              levels,
              informed: told && new Float64Array(rows),
            }
          : horizons[h]
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
      if (told !== undefined)
        for (let bar = from; bar < to; bar++)
          walk.informed![bar - range.from] = Math.exp(
            told.table.logVariance[(bar - from) * profile.horizons.length + h],
          )
      for (let bar = from; bar < to; bar++)
        for (let q = 0; q < levels.length; q++)
          walk.quantiles[(bar - range.from) * levels.length + q] =
            table.quantiles[((bar - from) * profile.horizons.length + h) * levels.length + q]
    })
  }
  return { horizons, shares }
}
