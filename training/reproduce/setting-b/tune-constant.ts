import { exposureColumns } from '../../../src/core/hedging/exposure-columns'
import type { HedgePaths } from '../../../src/core/hedging/paths'
import { entropicPrice } from '../../../src/core/metrics/risk/entropic'
import { hedgeInBand } from './hedged'
import { constantVol, settingB } from './setting'

const factors = [1, 1.05, 1.1, 1.15, 1.2, 1.25, 1.3, 1.4]

/**
 * The constant volatility of least entropic price on paths of the training worlds: what one who knows nothing of the regime can reach. One averse to risk
 * prefers more than the mean, since the turbulent paths weigh most.
 */
export const tuneConstant = (paths: HedgePaths): number => {
  const prices = factors.map((factor) =>
    entropicPrice(hedgeInBand(paths, exposureColumns(paths, factor * constantVol)).pnl, settingB.riskAversion),
  )
  return factors[prices.indexOf(Math.min(...prices))] * constantVol
}
