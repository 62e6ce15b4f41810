import { qlike } from '../../../src/core/statistics/forecast/qlike'
import type { Profile } from '../../data/profile'
import type { BarSeries } from '../../data/series'
import type { Range } from '../../data/split'
import { forwardMean } from '../../statistics/sliding-mean'

/** Forecast of the log of the mean variance over horizon h, by bar of a range: [h][bar − from]. */
export type LogForecasts = readonly Float64Array[]

/** QLIKE by horizon on every bar of the range whose horizon ends inside it. */
export const lossesOf = (series: BarSeries, profile: Profile, { from, to }: Range, log: LogForecasts): Float64Array[] =>
  profile.horizons.map(({ bars }, h) => {
    const ahead = forwardMean(series.variance, bars)
    return Float64Array.from({ length: Math.max(0, to - bars - from) }, (_, i) =>
      qlike(ahead[from + i], Math.exp(log[h][i])),
    )
  })

/** The stretches' losses laid end to end, by horizon. */
export const joinedLosses = (parts: readonly (readonly Float64Array[])[]): Float64Array[] =>
  parts[0].map((_, h) => {
    const out = new Float64Array(parts.reduce((sum, part) => sum + part[h].length, 0))
    let at = 0
    for (const part of parts) {
      out.set(part[h], at)
      at += part[h].length
    }
    return out
  })
