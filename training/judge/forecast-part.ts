import { deriveSeed, startRng } from '../../src/core/rng'
import type { ForecastDetail, ForecastScore, RecordingPlots } from '../../src/report/summary'
import { baselinesFor } from '../baselines/baselines'
import { sliceSeries } from '../data/series'
import { forwardMean } from '../statistics/sliding-mean'
import { forecastDetail, forecastScore, type HorizonForecasts, type RowLabels } from './forecast-scores'
import type { JudgedPart } from './unseen'

type VolatilityPlot = RecordingPlots['volatility'][number]

export type ForecastPart = {
  readonly scores: readonly ForecastScore[]
  readonly details: readonly ForecastDetail[]
  readonly plots: readonly VolatilityPlot[]
}

const LOWEST = 0
/** Annual volatility of a per-bar variance, as a fraction. */
const annual = (variance: number, barsPerYear: number): number => Math.sqrt(variance * barsPerYear)

/**
 * Fits every baseline on the bars before the test part and scores every model on the test bars whose horizon ends
 * inside the part. `regimes` are those called on the test bars.
 */
export const scoreForecasts = (
  { prepared: { market, dataset }, predictions, test, seed }: JudgedPart,
  regimes: Pick<RowLabels, 'called' | 'states'>,
): ForecastPart => {
  const { profile, instrument } = market
  const bars = dataset.series
  const past = sliceSeries(bars, 0, test.from)
  const scores: ForecastScore[] = []
  const details: ForecastDetail[] = []
  const plots: VolatilityPlot[] = []
  profile.horizons.forEach((horizon, h) => {
    const rows = test.to - horizon.bars - test.from
    if (rows < 20) return
    const part = (values: Float64Array): Float64Array => values.slice(test.from, test.from + rows)
    const baselines = baselinesFor(past).map(
      (model) => [model.name, part(model.fit(past, horizon.bars, profile.lags).forecast(bars).values)] as const,
    )
    const levels = predictions.levels
    const quantiles = new Float64Array(rows * levels.length)
    for (let i = 0; i < rows; i++) {
      const from = ((test.from + i) * profile.horizons.length + h) * levels.length
      quantiles.set(predictions.quantiles.subarray(from, from + levels.length), i * levels.length)
    }
    const forecasts: HorizonForecasts = {
      series: instrument.symbol,
      horizon,
      realized: part(forwardMean(bars.variance, horizon.bars)),
      forecasts: { ...Object.fromEntries(baselines), bandshift: part(predictions.term.variance[h]) },
      levels,
      quantiles,
    }
    scores.push(forecastScore(forecasts, startRng(deriveSeed(seed, `confidence set ${horizon.name}`))))
    details.push(
      forecastDetail(forecasts, { ...regimes, timestamp: part(bars.timestamp), barsPerYear: bars.barsPerYear }),
    )
    const vol = (values: ArrayLike<number>): number[] => Array.from(values, (v) => annual(v, bars.barsPerYear))
    const bound = (q: number): number[] =>
      Array.from({ length: rows }, (_, i) => annual(Math.exp(quantiles[i * levels.length + q]), bars.barsPerYear))
    plots.push({
      horizon: horizon.name,
      time: Array.from(part(bars.timestamp), (time) => time / 1000),
      forecast: vol(forecasts.forecasts.bandshift),
      low: bound(LOWEST),
      high: bound(levels.length - 1),
      logHar: vol(forecasts.forecasts.logHar),
      realized: vol(forecasts.realized),
    })
  })
  return { scores, details, plots }
}
