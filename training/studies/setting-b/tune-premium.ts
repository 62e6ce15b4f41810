import { exposureColumns } from '../../../src/core/hedging/exposure-columns'
import type { HedgePaths } from '../../../src/core/hedging/paths'
import { entropicPrice } from '../../../src/core/statistics/risk/entropic'
import { expectedShortfall } from '../../../src/core/statistics/risk/expected-shortfall'
import { mean } from '../../../src/core/statistics/risk/moments'
import { hedgeInBand } from './hedged'
import { settingB } from './setting'

/** Factors on a volatility: the one of least entropic price, and the one of least excess shortfall. */
export type VolPremium = { readonly price: number; readonly es95: number }

const factors = [1, 1.05, 1.1, 1.15, 1.2, 1.25, 1.3, 1.4]

/**
 * How much more than the expected volatility to hedge at, on paths of the training worlds: the turbulent paths weigh
 * most with one averse to risk, so that even without a better forecast a dearer volatility is a better one.
 */
export const tunePremium = (paths: HedgePaths, vol: Float64Array | number): VolPremium => {
  const runs = factors.map((factor) => {
    const dearer = typeof vol === 'number' ? factor * vol : vol.map((each) => factor * each)
    return hedgeInBand(paths, exposureColumns(paths, dearer)).pnl
  })
  const least = (statistic: (pnl: Float64Array) => number): number => {
    const values = runs.map(statistic)
    return factors[values.indexOf(Math.min(...values))]
  }
  return {
    price: least((pnl) => entropicPrice(pnl, settingB.riskAversion)),
    es95: least((pnl) => expectedShortfall(pnl, 0.05) + mean(pnl)),
  }
}
