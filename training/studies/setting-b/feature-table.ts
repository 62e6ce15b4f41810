import { featuresFor, startFeatures } from '../../../src/core/features/catalogue'
import type { Bar } from '../../../src/core/market/bar'
import { barVariance } from '../../../src/core/market/bars/bar-variance'
import { startVarianceFilter, type VarianceRegimes } from '../../../src/core/reading/regime/variance-regimes'
import type { Profile } from '../../data/profile'
import type { Histories } from './histories'
import { columnsOf, hourBar } from './market-bars'

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
export const featuresOf = (profile: Profile) => {
  const wanted = columnsOf(profile)
  return featuresFor(['ohlcv'], profile).filter(({ name }) => wanted.includes(name))
}

/**
 * The rows that the models see at every look of every option, row-major, (paths × steps) × columns: features of the
 * catalogue stepped along each stretch from its start, as the service does. The stretches must be warm when their
 * options are sold.
 */
export const featureTable = ({ paths, warmup, steps, logReturn }: Histories, profile: Profile): Float64Array => {
  const features = featuresOf(profile)
  const columns = features.length
  const length = warmup + steps
  const table = new Float64Array(paths * steps * columns)
  for (let path = 0; path < paths; path++) {
    const rows = startFeatures(features)
    let seen = -1
    // The last hour ends after the last look.
    for (const bar of hourlyBars(logReturn.subarray(path * length, (path + 1) * length - 1))) {
      const row = rows.step(bar)
      if (++seen >= warmup && row !== undefined) table.set(row, (path * steps + seen - warmup) * columns)
    }
  }
  return table
}

/**
 * What the filter of the bars' variances says at every look of every option, log probabilities, [(path × steps + step)
 * × states + k].
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
