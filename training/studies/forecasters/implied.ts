import type { Timestamp } from '../../../src/core/market/event'
import type { Dataset } from '../../data/dataset'
import type { Profile } from '../../data/profile'
import { trailingMean } from '../../statistics/sliding-mean'

/** An index of implied volatility: its value as a fraction a year, known from a time on, in order of time. */
export type ImpliedIndex = readonly { readonly knownFrom: Timestamp; readonly vol: number }[]

/** Longest window of the premium, as in the catalogue of features, and window of the change, in bars. */
const mostPremiumBars = 240
const changeBars = 10

/**
 * The rows of a market with what the catalogue makes of implied volatility: the premium of the last value known at a
 * bar over realized variance, and its change. Rows before the first value are left out. `times` are those of the bars.
 */
export const withImplied = (
  { dataset, profile }: { readonly dataset: Dataset; readonly profile: Profile },
  times: ArrayLike<Timestamp>,
  index: ImpliedIndex,
): Dataset => {
  const { series, columns, x } = dataset
  const premiumBars = Math.min(mostPremiumBars, profile.lags[profile.lags.length - 1])
  const realized = trailingMean(series.variance, premiumBars)
  let known = -1
  const logVol = Float64Array.from({ length: series.length }, (_, bar) => {
    while (known + 1 < index.length && index[known + 1].knownFrom <= times[bar]) known++
    return known < 0 ? NaN : Math.log(index[known].vol)
  })
  const begins = logVol.findIndex((value) => !Number.isNaN(value))
  const first = Math.max(dataset.first, begins < 0 ? series.length : begins + changeBars)
  const rows = series.length - first
  const width = columns.length + 2
  const informed = new Float64Array(rows * width)
  for (let row = 0; row < rows; row++) {
    const bar = first + row
    const from = (bar - dataset.first) * columns.length
    informed.set(x.subarray(from, from + columns.length), row * width)
    informed[row * width + width - 2] = 2 * logVol[bar] - Math.log(series.barsPerYear * realized[bar])
    informed[row * width + width - 1] = logVol[bar] - logVol[bar - changeBars]
  }
  const names = [`implied-minus-realized-${premiumBars}`, `implied-vol-change-${changeBars}`]
  return { series, first, rows, columns: [...columns, ...names], x: informed }
}
