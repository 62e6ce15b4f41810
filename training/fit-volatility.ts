import { Fault } from '../src/core/error'
import { fitLogHar } from './baselines/log-har'
import type { Dataset } from './dataset'
import { defaultLevels, fitForecaster, type FittedForecaster } from './fit/fit-forecaster'
import type { FitOptions } from './fit/fit-options'
import type { Profile } from './profile'
import { rowsOf, sampleBars } from './sample'
import { sliceSeries } from './series'
import { forwardMean } from './statistics/sliding-mean'

/** Names of the feature columns that log-HAR reads. */
export const harColumnNames = (profile: Profile): string[] => profile.lags.map((lag) => `realized-variance-${lag}`)

const harColumns = (dataset: Dataset, profile: Profile): number[] =>
  harColumnNames(profile).map((name) => {
    const column = dataset.columns.indexOf(name)
    if (column < 0) throw new Fault('missing-data', `no feature column ${name}`)
    return column
  })

/** Columns that turn with the clock alone. */
const seasonColumns = ({ columns }: Dataset): number[] =>
  columns.flatMap((name, col) => (/^(time-of-day|day-of-week)-/.test(name) ? [col] : []))

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

/** Fits the volatility forecaster on bars before `to`; no target reaches past it. Throws 'missing-data' where they are too few. */
export const fitVolatility = (
  dataset: Dataset,
  profile: Profile,
  to: number,
  options: FitOptions,
): Promise<FittedForecaster> => {
  const past = sliceSeries(dataset.series, 0, to)
  const { train, validation, stride } = sampleBars(dataset.first, to, profile.optionBars)
  if (train.length < 50 || validation.length < 10)
    throw new Fault('missing-data', `${to} bars leave ${train.length} rows to train on; record more`)
  return fitForecaster(
    { ...rowsOf(dataset, train), y: logTargets(past.variance, train, profile) },
    { ...rowsOf(dataset, validation), y: logTargets(past.variance, validation, profile) },
    {
      ...options,
      // The linear correction counts as the first.
      epochs: options.epochs - 1,
      levels: defaultLevels,
      overlaps: profile.horizons.map(({ bars }) => Math.max(1, bars / stride)),
      harColumns: harColumns(dataset, profile),
      seasonColumns: seasonColumns(dataset),
      harCoefficients: profile.horizons.map(({ bars }) => {
        const { coefficients, residualVariance } = fitLogHar(past, bars, profile.lags)
        const [intercept, ...slopes] = coefficients
        return { intercept, slopes, residualVariance }
      }),
    },
  )
}
