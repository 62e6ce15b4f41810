import { ewma } from './ewma'
import type { VarianceBaseline } from './forecaster'
import { garch } from './garch'
import { har, harq, wlsHar } from './har-family'
import { logHar } from './log-har'

/** Every volatility yardstick, in the order of reports. */
export const varianceBaselines: readonly VarianceBaseline[] = [ewma, garch, har, wlsHar, logHar, harq]
