import type { ExposureColumns } from '../../../src/core/hedging/exposure-columns'
import { exposureColumns } from '../../../src/core/hedging/exposure-columns'
import { hedge, type HedgePaths, type HedgeRun } from '../../../src/core/hedging/paths'
import type { AdaptivePolicy } from '../../../src/core/hedging/policy'
import { settingB } from './setting'

const free = { unwindAtExpiry: false }
const { riskAversion, stepSeconds } = settingB

/** Delta at the volatility, once a day. */
export const hedgeDaily = (paths: HedgePaths, vol: number): HedgeRun =>
  hedge(paths, exposureColumns(paths, vol), { kind: 'fixed-interval', seconds: 86_400 }, { stepSeconds }, free)

/**
 * Whalley and Wilmott's band at the exposures, looked at every hour; the band may be drawn from the gamma of another
 * volatility.
 */
export const hedgeInBand = (paths: HedgePaths, centre: ExposureColumns, width: ExposureColumns = centre): HedgeRun =>
  hedge(
    paths,
    { delta: centre.delta, gamma: width.gamma },
    { kind: 'whalley-wilmott', riskAversion, multiplier: 1 },
    {},
    free,
  )

/** The adaptive policy of the setting: Whalley and Wilmott's band times a multiplier a state, a look every hour. */
export const policyOf = (multipliers: readonly number[]): AdaptivePolicy => ({
  band: 'whalley-wilmott',
  riskAversion,
  multipliers,
  floor: 0,
  ceiling: 1,
  insideShare: 0,
  diffusionShare: 0.5,
  minInterval: stepSeconds,
  maxInterval: stepSeconds,
  toxicityThreshold: 1,
  toxicityDelay: stepSeconds,
  riskLimit: 0,
})

/** Hedges by the adaptive policy: `vol` behind the exposures, `posterior` of two states weighs the multipliers. */
export const hedgeAdaptively = (
  paths: HedgePaths,
  exposure: ExposureColumns,
  vol: Float64Array,
  posterior: Float64Array,
  multipliers: readonly number[],
): HedgeRun => {
  const bandMultiplier = vol.map((_, i) => posterior[2 * i] * multipliers[0] + posterior[2 * i + 1] * multipliers[1])
  return hedge(
    paths,
    exposure,
    { kind: 'adaptive', policy: policyOf(multipliers) },
    { vol, stepSeconds, bandMultiplier },
    free,
  )
}
