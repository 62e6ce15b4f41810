import type { LogHarCoefficients } from '../../models/forecaster/network'
import { Fault } from '../../src/core/error'
import { isImpliedPremium } from '../../src/core/features/implied-vol'
import { varianceColumn } from '../../src/core/features/realized-variance'
import { isCalendar } from '../../src/core/features/season'
import { logHarRows } from '../baselines/log-har'
import type { Dataset } from '../data/dataset'
import { rowsOf } from '../data/feature-table'
import type { Profile } from '../data/profile'
import { sampleBars } from '../data/sample'
import { sliceSeries } from '../data/series'
import { forwardMean } from '../statistics/sliding-mean'
import type { ForecasterOptions, ForecastSample } from './fit-forecaster'
import { fitLevelHar, levelTargetsOf } from './level-prior'

/** Names of the feature columns that log-HAR reads. */
export const harColumnNames = (profile: Profile): string[] => profile.lags.map(varianceColumn)

const harColumns = (dataset: Dataset, profile: Profile): number[] =>
  harColumnNames(profile).map((name) => {
    const column = dataset.columns.indexOf(name)
    if (column < 0) throw new Fault('missing-data', `no feature column ${name}`)
    return column
  })

/** Columns that depend on the clock alone. */
const seasonColumns = ({ columns }: Dataset): number[] =>
  columns.flatMap((name, col) => (isCalendar(name) ? [col] : []))

/** Columns of the premium of implied volatility over realized. */
const premiumColumns = ({ columns }: Dataset): number[] =>
  columns.flatMap((name, col) => (isImpliedPremium(name) ? [col] : []))

/** Log of the mean variance over each horizon after each of the bars, row-major. */
const logTargets = (variance: Float64Array, bars: Int32Array, profile: Profile): Float64Array => {
  const { horizons } = profile
  const y = new Float64Array(bars.length * horizons.length)
  horizons.forEach(({ bars: horizon }, h) => {
    const mean = forwardMean(variance, horizon)
    bars.forEach((bar, i) => {
      y[i * horizons.length + h] = Math.log(mean[bar])
    })
  })
  return y
}

/** A dataset whose bars before `to` may be used for training. */
export type KnownBars = { readonly dataset: Dataset; readonly to: number }

/** Every market's rows of one bar beside each other, as many bars as the shortest has. */
const interleaved = (parts: readonly ForecastSample[], horizons: number): ForecastSample => {
  if (parts.length === 1) return parts[0]
  const { cols } = parts[0]
  const bars = Math.min(...parts.map(({ rows }) => rows))
  const rows = bars * parts.length
  const [x, y] = [new Float64Array(rows * cols), new Float64Array(rows * horizons)]
  for (let row = 0; row < rows; row++) {
    const { x: from, y: targets } = parts[row % parts.length]
    const bar = Math.floor(row / parts.length)
    x.set(from.subarray(bar * cols, (bar + 1) * cols), row * cols)
    y.set(targets.subarray(bar * horizons, (bar + 1) * horizons), row * horizons)
  }
  return { x, rows, cols, y }
}

/**
 * Log-HAR of one horizon under its prior (level-prior.ts), its coefficients averaged over the markets. Pesaran & Smith,
 * Journal of Econometrics 68 (1995) 79–113.
 */
const meanLogHar = (
  known: readonly KnownBars[],
  horizon: number,
  { lags, levelTargets }: { readonly lags: readonly number[]; readonly levelTargets: number },
): LogHarCoefficients => {
  const units = lags.map(() => 1)
  const fits = known.map(({ dataset, to }) => {
    const { columns, target, stride } = logHarRows(sliceSeries(dataset.series, 0, to), horizon, lags)
    return fitLevelHar({ columns, units, target }, (levelTargets * horizon) / stride)
  })
  const mean = (of: (fit: (typeof fits)[number]) => number): number =>
    fits.reduce((sum, fit) => sum + of(fit), 0) / fits.length
  return {
    intercept: mean(({ coefficients }) => coefficients[0]),
    slopes: lags.map((_, i) => mean(({ coefficients }) => coefficients[i + 1])),
    residualVariance: mean(({ residualVariance }) => residualVariance),
  }
}

/** The two parts that `fitForecaster` takes, and their description. */
export type ForecastSamples = Required<
  Pick<
    ForecasterOptions,
    'overlaps' | 'harColumns' | 'levelTargets' | 'seasonColumns' | 'premiumColumns' | 'harCoefficients'
  >
> & { readonly train: ForecastSample; readonly validation: ForecastSample }

/**
 * Rows and targets of one or several markets of equal columns and bars; no target reaches past a market's `to`. Throws
 * 'missing-data' where they are too few.
 */
export const forecastSamples = (known: readonly KnownBars[], profile: Profile): ForecastSamples => {
  const [{ dataset, to }] = known
  const horizons = profile.horizons.length
  const { lags } = profile
  const levelTargets = profile.horizons.map(({ bars }) => levelTargetsOf(lags[lags.length - 1], bars))
  const samples = known.map((market) => sampleBars(market.dataset.first, market.to, profile.optionBars))
  const sampleOf = (part: 'train' | 'validation'): ForecastSample =>
    interleaved(
      known.map((market, i) => {
        const bars = samples[i][part].filter((_, bar) => bar % known.length === 0)
        const { variance } = sliceSeries(market.dataset.series, 0, market.to)
        return { ...rowsOf(market.dataset, bars), y: logTargets(variance, bars, profile) }
      }),
      horizons,
    )
  const [train, validation] = [sampleOf('train'), sampleOf('validation')]
  if (train.rows < 50 || validation.rows < 10)
    throw new Fault('missing-data', `${to} bars leave ${train.rows} rows to train on; record more`)
  return {
    train,
    validation,
    overlaps: profile.horizons.map(({ bars }) => Math.max(1, bars / samples[0].stride)),
    harColumns: harColumns(dataset, profile),
    seasonColumns: seasonColumns(dataset),
    premiumColumns: premiumColumns(dataset),
    levelTargets,
    harCoefficients: profile.horizons.map(({ bars }, h) =>
      meanLogHar(known, bars, { lags, levelTargets: levelTargets[h] }),
    ),
  }
}
