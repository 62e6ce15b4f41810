import { exposureColumns, type ExposureColumns } from '../../../src/core/hedging/exposure-columns'
import type { HedgePaths } from '../../../src/core/hedging/hedge-paths'
import { hedge, type HedgeRun, type Mark } from '../../../src/core/hedging/paths'
import type { AdaptivePolicy } from '../../../src/core/hedging/policy'
import { mean } from '../../../src/core/statistics/moments'
import { entropicPrice, expectedShortfall } from '../../../src/core/statistics/risk-measures'
import { gainsBeyondNoise, withoutBlock } from '../../tune/jackknife'
import { mixed, type ModelKnowledge } from './knowledge'
import { constantVol, settingB } from './setting'

const free = { unwindAtExpiry: false }
const { riskAversion, stepSeconds } = settingB

/** Paths with the mark, if any, against which every run along them is measured; no strategy reads it. */
export type MarkedPaths = HedgePaths & { readonly mark?: Mark }

/** Delta at the volatility, once a day. */
export const hedgeDaily = (paths: MarkedPaths, vol: number): HedgeRun =>
  hedge(
    paths,
    exposureColumns(paths, vol),
    { kind: 'fixed-interval', seconds: 86_400 },
    { stepSeconds, mark: paths.mark, ...free },
  )

/**
 * Whalley and Wilmott's band at the exposures, evaluated every hour; the band may be drawn from the gamma of another
 * volatility.
 */
export const hedgeInBand = (paths: MarkedPaths, centre: ExposureColumns, width: ExposureColumns = centre): HedgeRun =>
  hedge(
    paths,
    { delta: centre.delta, gamma: width.gamma },
    { kind: 'whalley-wilmott', riskAversion, multiplier: 1 },
    { mark: paths.mark, ...free },
  )

/** The adaptive policy of the setting: Whalley-Wilmott's band times a multiplier, evaluated every hour. */
const policyOf = (multiplier: number): AdaptivePolicy => ({
  band: 'whalley-wilmott',
  riskAversion,
  multiplier,
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

/** Hedges by the adaptive policy; `vol` is behind the exposures. */
export const hedgeAdaptively = (
  paths: MarkedPaths,
  exposure: ExposureColumns,
  vol: Float64Array,
  multiplier: number,
): HedgeRun =>
  hedge(
    paths,
    exposure,
    { kind: 'adaptive', policy: policyOf(multiplier) },
    { vol, stepSeconds, mark: paths.mark, ...free },
  )

/** Factors on a volatility: the one of least entropic price, and the one of least excess shortfall. */
export type VolPremium = { readonly price: number; readonly es95: number }

const premiums = [1, 1.05, 1.1, 1.15, 1.2, 1.25, 1.3, 1.4]

/**
 * Factor on the expected volatility to hedge at, tuned on paths of the training worlds: turbulent paths have the most
 * weight under risk aversion, so a higher volatility than expected lowers risk even without a better forecast.
 */
const tunePremium = (paths: HedgePaths, vol: Float64Array | number): VolPremium => {
  const runs = premiums.map((factor) => {
    const scaledVol = typeof vol === 'number' ? factor * vol : vol.map((each) => factor * each)
    return hedgeInBand(paths, exposureColumns(paths, scaledVol)).pnl
  })
  const least = (statistic: (pnl: Float64Array) => number): number => {
    const values = runs.map(statistic)
    return premiums[values.indexOf(Math.min(...values))]
  }
  return {
    price: least((pnl) => entropicPrice(pnl, riskAversion)),
    es95: least((pnl) => expectedShortfall(pnl, 0.05) + mean(pnl)),
  }
}

/**
 * The policy tuned on training worlds: the mixture of the two models' variances in delta and band, the band's
 * multiplier, and the factor on the expected volatility.
 */
export type TunedBandPolicy = {
  /** Share of the forecaster's variance against the classifier's, in [0, 1]. */
  readonly forecasterShare: number
  readonly multiplier: number
  /** Factors on the constant volatility and on that of the models. */
  readonly premium: { readonly constant: VolPremium; readonly trained: VolPremium }
}

type BandPolicy = Pick<TunedBandPolicy, 'forecasterShare' | 'multiplier'>

const shares = [0, 0.25, 0.5, 0.75, 1]
const factors = [0.7, 0.85, 1.2, 1.4]
const blocks = 20
const sweeps = 2

/**
 * Coordinate descent on common paths by entropic price, first over the mixture, then over the width: from even shares
 * and Whalley and Wilmott's own band, moving only where the gain is beyond the noise of the paths.
 */
export const tunePolicy = (paths: HedgePaths, models: ModelKnowledge): TunedBandPolicy => {
  const views = new Map<number, { vol: Float64Array; exposure: ExposureColumns }>()
  const viewAt = (share: number) => {
    const kept = views.get(share)
    if (kept !== undefined) return kept
    const vol = mixed(models.classifier.vol, models.forecaster, share)
    const fresh = { vol, exposure: exposureColumns(paths, vol) }
    views.set(share, fresh)
    return fresh
  }
  const attempt = (setting: BandPolicy) => {
    const { vol, exposure } = viewAt(setting.forecasterShare)
    const { pnl } = hedgeAdaptively(paths, exposure, vol, setting.multiplier)
    return {
      setting,
      price: entropicPrice(pnl, riskAversion),
      leftOut: Array.from({ length: blocks }, (_, b) => entropicPrice(withoutBlock(pnl, b, blocks), riskAversion)),
    }
  }
  let best = attempt({ forecasterShare: 0.5, multiplier: 1 })
  const search = (settings: readonly BandPolicy[]): void => {
    const trial = settings.map(attempt).reduce((low, next) => (next.price < low.price ? next : low))
    if (trial.price < best.price && gainsBeyondNoise(best.leftOut, trial.leftOut)) best = trial
  }
  search(shares.map((forecasterShare) => ({ ...best.setting, forecasterShare })))
  for (let sweep = 0; sweep < sweeps; sweep++)
    search(factors.map((factor) => ({ ...best.setting, multiplier: best.setting.multiplier * factor })))
  const { vol } = viewAt(best.setting.forecasterShare)
  return {
    ...best.setting,
    premium: { constant: tunePremium(paths, constantVol), trained: tunePremium(paths, vol) },
  }
}
