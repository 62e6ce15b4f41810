import type { ExposureColumns } from '../../../src/core/hedging/exposure-columns'
import { exposureColumns } from '../../../src/core/hedging/exposure-columns'
import type { HedgePaths } from '../../../src/core/hedging/paths'
import { entropicPrice } from '../../../src/core/statistics/risk/entropic'
import { gainsBeyondNoise, withoutBlock } from '../../tune/jackknife'
import { hedgeAdaptively } from './hedged'
import { mixed, type ModelKnowledge } from './knowledge'
import { constantVol, settingB } from './setting'
import { tunePremium, type VolPremium } from './tune-premium'

/**
 * What the training worlds teach: which mixture of the two models' variances enters delta and band, the band's
 * multiplier in each state, and how much more than the expected volatility to hedge at.
 */
export type TunedPolicy = {
  /** Share of the forecaster's variance against the classifier's, in [0, 1]. */
  readonly forecasterShare: number
  readonly multipliers: readonly number[]
  /** Factors on the constant volatility and on that of the models. */
  readonly premium: { readonly constant: VolPremium; readonly trained: VolPremium }
}

type BandPolicy = Pick<TunedPolicy, 'forecasterShare' | 'multipliers'>

const shares = [0, 0.25, 0.5, 0.75, 1]
const factors = [0.7, 0.85, 1.2, 1.4]
const blocks = 20
const sweeps = 2

/**
 * Coordinate descent on common paths by entropic price, first over the mixture, then over the width and the multiplier
 * of each state: from even shares and Whalley and Wilmott's own band, moving only where the gain is beyond the noise of
 * the paths.
 */
export const tunePolicy = (paths: HedgePaths, models: ModelKnowledge): TunedPolicy => {
  const { posterior } = models.classifier
  const { riskAversion } = settingB
  const seen = new Map<number, { vol: Float64Array; exposure: ExposureColumns }>()
  const lookAt = (share: number) => {
    const kept = seen.get(share)
    if (kept !== undefined) return kept
    const vol = mixed(models.classifier.vol, models.forecaster, share)
    const fresh = { vol, exposure: exposureColumns(paths, vol) }
    seen.set(share, fresh)
    return fresh
  }
  const attempt = (setting: BandPolicy) => {
    const { vol, exposure } = lookAt(setting.forecasterShare)
    const { pnl } = hedgeAdaptively(paths, exposure, vol, posterior, setting.multipliers)
    return {
      setting,
      price: entropicPrice(pnl, riskAversion),
      leftOut: Array.from({ length: blocks }, (_, b) => entropicPrice(withoutBlock(pnl, b, blocks), riskAversion)),
    }
  }
  let best = attempt({ forecasterShare: 0.5, multipliers: [1, 1] })
  const search = (settings: readonly BandPolicy[]): void => {
    const trial = settings.map(attempt).reduce((low, next) => (next.price < low.price ? next : low))
    if (trial.price < best.price && gainsBeyondNoise(best.leftOut, trial.leftOut)) best = trial
  }
  const scaled = (factor: number, state?: number): BandPolicy => ({
    ...best.setting,
    multipliers: best.setting.multipliers.map((m, k) => (state === undefined || state === k ? m * factor : m)),
  })
  search(shares.map((forecasterShare) => ({ ...best.setting, forecasterShare })))
  for (let sweep = 0; sweep < sweeps; sweep++)
    for (const state of [undefined, 0, 1]) search(factors.map((factor) => scaled(factor, state)))
  const { vol } = lookAt(best.setting.forecasterShare)
  return {
    ...best.setting,
    premium: { constant: tunePremium(paths, constantVol), trained: tunePremium(paths, vol) },
  }
}
