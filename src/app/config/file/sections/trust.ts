import { z } from 'zod'
import { defaultTrust } from '../../../../core/reading/trust/trust-limits'
import { count, notNegative, positive, share } from '../fields'
import { section } from '../section'

const days = positive.max(36_500)
const excess = z.number().min(1).max(1e6)

/** When the models of a feed's markets are believed, see `TrustLimits`. */
export const trustSection = section({
  maxAgeDays: days.default(defaultTrust.maxAgeDays),
  maxAgeShare: notNegative.max(1e3).default(defaultTrust.maxAgeShare),
  windowDays: days.default(defaultTrust.windowDays),
  leastBars: count.max(100_000).default(defaultTrust.leastBars),
  maxOutside: share.default(defaultTrust.maxOutside),
  maxUnlike: share.default(defaultTrust.maxUnlike),
  driftExcess: excess.default(defaultTrust.driftExcess),
  maxDrifted: share.default(defaultTrust.maxDrifted),
  stuckExcess: excess.default(defaultTrust.stuckExcess),
  maxRatio: z.number().gt(1).max(1e6).default(defaultTrust.maxRatio),
  lossTolerance: notNegative.max(1e3).default(defaultTrust.lossTolerance),
  lossAlarmDays: days.default(defaultTrust.lossAlarmDays),
  calmDays: notNegative.max(36_500).default(defaultTrust.calmDays),
  silentDays: days.default(defaultTrust.silentDays),
  maxSilent: share.gt(0).default(defaultTrust.maxSilent),
  shareDays: days.default(defaultTrust.shareDays),
}).prefault({})
