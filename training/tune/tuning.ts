import { logHarTerm } from './view/log-har-term'
import { premiums } from './view/premium'
import { sellStrip, volatilityColumn } from './view/strip'
import { viewOf } from './view/view'
import type { AdaptiveSetting } from './adaptive-candidates'
import { focus } from './adaptive-lens'
import { fixedFamilies, type Candidate } from './fixed-candidates'
import { tuneAdaptive, tuneFixed } from './tune'
import type { Predictions } from '../fit/predict'
import type { Prepared } from '../data/prepare'
import type { Range } from '../data/split'

export type Tuned = {
  readonly adaptive: AdaptiveSetting
  readonly fixed: readonly { readonly family: string; readonly best: Candidate }[]
}

/**
 * Tunes every strategy on the options sold in `policy`, by one objective on one set of paths. Models and log-HAR were
 * fitted before it, so both kinds of strategy meet volatility forecasts made out of sample.
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
