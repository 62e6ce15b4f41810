import { logHarTerm } from './hedging/log-har-term'
import { premiums } from './hedging/premium'
import { sellStrip, volatilityColumn } from './hedging/strip'
import { viewOf } from './hedging/view'
import type { AdaptiveSetting } from './policy/adaptive-candidates'
import { focus } from './policy/adaptive-lens'
import { fixedFamilies, type Candidate } from './policy/fixed-candidates'
import { tuneAdaptive, tuneFixed } from './policy/tune'
import type { Predictions } from './predict'
import type { Prepared } from './prepare'
import type { Range } from './split'

export type Tuned = {
  readonly adaptive: AdaptiveSetting
  readonly fixed: readonly { readonly family: string; readonly best: Candidate }[]
}

/**
 * Tunes every strategy on the options sold in `policy`, by one objective on one set of paths. Models and log-HAR were fitted before it, so both kinds of
 * strategy meet volatility forecasts made out of sample.
 */
export const tuneStrategies = (
  { market, dataset, cost }: Prepared,
  predictions: Predictions,
  policy: Range,
  riskAversion: number,
): Tuned => {
  const { profile, bars } = market
  const { series } = dataset
  const strip = sellStrip(series, policy, profile, cost)
  const vol = volatilityColumn(strip, logHarTerm(series, policy.from, profile), series.barsPerYear)
  const objective = { riskAversion, premium: premiums(strip, bars, vol) }
  const view = viewOf(strip, vol, profile.barSeconds)
  const fixed = fixedFamilies(riskAversion, profile.barSeconds, profile.optionBars).map((family) => ({
    family: family.strategy,
    best: tuneFixed(view, family, objective),
  }))
  const adaptive = tuneAdaptive(
    focus(strip, dataset, profile, predictions),
    fixed.map(({ best }) => best.strategy),
    objective,
    profile.barSeconds,
    profile.optionBars,
    (policy.to - policy.from) / profile.optionBars,
  )
  return { fixed, adaptive }
}
