import type { BarSeries } from '../data/series'
import { ewma } from './ewma'
import type { VarianceBaseline } from './forecaster'
import { garch } from './garch'
import { har, harq, wlsHar } from './har-family'
import { logHar } from './log-har'
import { isIntraday, seasonalLogHar } from './seasonal-log-har'

/** Every volatility baseline, in the order of reports. */
const varianceBaselines: readonly VarianceBaseline[] = [ewma, garch, har, wlsHar, logHar, seasonalLogHar, harq]

/** The baselines of a series; the seasonal one is for intraday bars only. */
export const baselinesFor = (series: BarSeries): readonly VarianceBaseline[] =>
  isIntraday(series) ? varianceBaselines : varianceBaselines.filter((baseline) => baseline !== seasonalLogHar)
