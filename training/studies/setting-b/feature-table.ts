import { featuresFor, startFeatures } from '../../../src/core/features/catalogue'
import { varianceColumn } from '../../../src/core/features/realized-variance'
import type { Bar } from '../../../src/core/market/bar'
import { barVariance } from '../../../src/core/market/bars/bar-variance'
import { SECOND } from '../../../src/core/market/event'
import { startVarianceFilter, type VarianceRegimes } from '../../../src/core/reading/regime/variance-regimes'
import { profileOf, type Profile } from '../../data/profile'
import { returnBar } from '../return-bar'
import { settingB, type Histories } from './setting'

const barsPerYear = 365 * settingB.stepsPerDay

/**
 * Trailing windows of realized variance, hours: an octave apart, because states show within hours and last for weeks.
 */
const lags = [1, 2, 4, 8, 16, 32, 64, 128, 240]

/** Forecast horizons, hours; the last is the option's life. */
const horizonBars = [4, 24, 72, 168, 360, settingB.steps]

/**
 * The profile of a recording of so many hours of the setting's market. An hour holds one return, so its variance is
 * that return squared.
 */
export const profileOfHours = (bars: number): Profile => ({
  ...profileOf(
    { barSeconds: settingB.stepSeconds, barsPerDay: settingB.stepsPerDay, barsPerYear, continuous: true, bars },
    { lags, horizonBars },
  ),
  variance: 'squared-return',
})

/** Features of hourly closes alone: this market has no volume, no flow and no daily season. */
export const columnsOf = ({ lags: windows }: Profile): readonly string[] => [
  ...windows.map(varianceColumn),
  'absolute-return-ewma-30',
]

/** The bar of an hour that holds one return, from the close before it. */
const hourBar = (hour: number, open: number, close: number): Bar =>
  returnBar(hour * settingB.stepSeconds * SECOND, settingB.stepSeconds, open, close)

const firstClose = 100

/** Hourly bars of one stretch of returns, one bar more than returns: the first is flat and opens the market. */
export function* hourlyBars(logReturn: Float64Array): Generator<Bar> {
  let level = Math.log(firstClose)
  let open = firstClose
  yield hourBar(0, open, open)
  for (let i = 0; i < logReturn.length; i++) {
    level += logReturn[i]
    const close = Math.exp(level)
    yield hourBar(i + 1, open, close)
    open = close
  }
}

/** The features of the setting in the order of the catalogue, as a dataset of the same columns has them. */
const featuresOf = (profile: Profile) => {
  const wanted = columnsOf(profile)
  return featuresFor(['ohlcv'], profile).filter(({ name }) => wanted.includes(name))
}

/**
 * The models' input rows at every evaluation of every option, row-major, (paths × steps) × columns: features of the
 * catalogue stepped along each stretch from its start, as in the service. `warmup` must cover the features' windows.
 */
export const featureTable = ({ paths, warmup, steps, logReturn }: Histories, profile: Profile): Float64Array => {
  const features = featuresOf(profile)
  const columns = features.length
  const length = warmup + steps
  const table = new Float64Array(paths * steps * columns)
  for (let path = 0; path < paths; path++) {
    const rows = startFeatures(features)
    let seen = -1
    // The last hour ends after the last evaluation.
    for (const bar of hourlyBars(logReturn.subarray(path * length, (path + 1) * length - 1))) {
      const row = rows.step(bar)
      if (++seen >= warmup && row !== undefined) table.set(row, (path * steps + seen - warmup) * columns)
    }
  }
  return table
}

/**
 * Log probabilities of the variance filter at every evaluation of every option, [(path × steps + step) × states + k].
 */
export const filterTable = (
  { paths, warmup, steps, logReturn }: Histories,
  { variance, leastVariance }: Profile,
  filter: VarianceRegimes,
): Float64Array => {
  const states = filter.scale.length
  const length = warmup + steps
  const table = new Float64Array(paths * steps * states)
  for (let path = 0; path < paths; path++) {
    const { step } = startVarianceFilter(filter)
    let seen = -1
    let previousClose: number | undefined
    for (const bar of hourlyBars(logReturn.subarray(path * length, (path + 1) * length - 1))) {
      const logs = step(barVariance(bar, previousClose ?? bar.open, variance, leastVariance))
      previousClose = bar.close
      if (++seen >= warmup) table.set(logs, (path * steps + seen - warmup) * states)
    }
  }
  return table
}
