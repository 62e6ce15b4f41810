import type { BarSeries } from '../data/series'
import { ewma } from './ewma'
import type { FittedLogLinear, VarianceBaseline } from './forecaster'
import { garch } from './garch'
import { har, harq, wlsHar } from './har-family'
import { logHar } from './log-har'
import { isIntraday, seasonalLogHar } from './seasonal-log-har'

/** Every volatility baseline, in the order of reports. */
const varianceBaselines: readonly VarianceBaseline[] = [ewma, garch, har, wlsHar, logHar, seasonalLogHar, harq]

/** The baselines of a series; the seasonal one is for intraday bars only. */
export const baselinesFor = (series: BarSeries): readonly VarianceBaseline[] =>
  isIntraday(series) ? varianceBaselines : varianceBaselines.filter((baseline) => baseline !== seasonalLogHar)

/** A baseline that a forecaster can serve in its own place, and what it is called on cards where it does. */
export type StandIn = {
  readonly serves: 'log-har' | 'seasonal-log-har'
  readonly baseline: VarianceBaseline<FittedLogLinear>
}

const standIns: readonly StandIn[] = [
  { serves: 'log-har', baseline: logHar },
  { serves: 'seasonal-log-har', baseline: seasonalLogHar },
]

/** Those of the baselines of a series that a forecaster can serve. */
export const standInsFor = (series: BarSeries): readonly StandIn[] => {
  const all = baselinesFor(series)
  return standIns.filter(({ baseline }) => all.includes(baseline))
}
