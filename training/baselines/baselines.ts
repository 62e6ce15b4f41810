import type { BarSeries } from '../data/series'
import { ewma } from './ewma'
import type { VarianceBaseline } from './forecaster'
import { garch } from './garch'
import { har, harq, wlsHar } from './har-family'
import { logHar } from './log-har'
import { isIntraday, seasonalLogHar } from './seasonal-log-har'

/** Every volatility yardstick, in the order of reports. */
const varianceBaselines: readonly VarianceBaseline[] = [ewma, garch, har, wlsHar, logHar, seasonalLogHar, harq]

/** The yardsticks of a series: the seasonal one has a say on intraday bars alone. */
export const baselinesFor = (series: BarSeries): readonly VarianceBaseline[] =>
  isIntraday(series) ? varianceBaselines : varianceBaselines.filter((baseline) => baseline !== seasonalLogHar)
