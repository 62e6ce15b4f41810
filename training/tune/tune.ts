import type { Strategy } from '../../src/core/hedging/strategy'
import { entropicPrice } from '../../src/core/statistics/risk-measures'
import type { Prepared } from '../data/prepare'
import type { Range } from '../data/split'
import type { Predictions } from '../fit/predict'
import { coordinates, startingSettings, type AdaptiveSetting } from './adaptive-candidates'
import { adaptiveLens, type AdaptiveLens } from './adaptive-lens'
import { fixedFamilies, type CandidateFamily, type FixedCandidate } from './fixed-candidates'
import { gainsBeyondNoise, withoutBlock } from './jackknife'
import { premiums, sellStrip, volatilityColumn } from './view/strip'
import { logHarTerm } from './view/term-structure'
import { recordedMark, run, viewOf, type AdaptiveColumns, type View } from './view/view'

/** The objective of all tuning, fixed and adaptive: entropic price of the P&L with its premium, on the same paths. */
export type Objective = { readonly riskAversion: number; readonly premium: Float64Array }

/**
 * Blocks of the jackknife where the part is long enough; a part of fewer than FEWEST_BLOCKS option lives has no
 * independent blocks to judge a gain by.
 */
const MOST_BLOCKS = 8
const FEWEST_BLOCKS = 4
const SWEEPS = 2

const pnlOf = (view: View, strategy: Strategy, { premium }: Objective, columns?: AdaptiveColumns): Float64Array =>
  run(view, strategy, columns).pnl.map((pnl, p) => pnl + premium[p])

/**
 * The setting with the lowest objective; the earlier one on a tie.
 *
 * @internal
 */
export const tuneFixed = (view: View, family: CandidateFamily, objective: Objective): FixedCandidate => {
  const prices = family.candidates.map(({ strategy }) =>
    entropicPrice(pnlOf(view, strategy, objective), objective.riskAversion),
  )
  return family.candidates[prices.indexOf(Math.min(...prices))]
}

/** Price on all paths, and with each block of them left out; no blocks where the part is too short. */
type Trial = { readonly setting: AdaptiveSetting; readonly price: number; readonly leftOut: readonly number[] }

/**
 * Coordinate descent over the adaptive policy on common paths, from the best of its starting settings. The policy has
 * more parameters than the strategies it starts from, so a coordinate moves only where the gain is beyond the noise of
 * the paths, and not at all on a part of under four option lives (`lives`), where a gain cannot be told from noise.
 *
 * @internal
 */
export const tuneAdaptive = (
  lens: AdaptiveLens,
  fixed: readonly Strategy[],
  objective: Objective,
  {
    barSeconds,
    optionBars,
    lives,
  }: { readonly barSeconds: number; readonly optionBars: number; readonly lives: number },
): AdaptiveSetting => {
  const a = objective.riskAversion
  const blocks = lives < FEWEST_BLOCKS ? 0 : Math.min(MOST_BLOCKS, Math.floor(lives))
  const trialOf = new Map<string, Trial>()
  /** The trial of a setting, computed once: a second sweep visits many settings again. */
  const attempt = (setting: AdaptiveSetting): Trial => {
    const key = JSON.stringify(setting)
    const trial = trialOf.get(key) ?? evaluated(setting)
    trialOf.set(key, trial)
    return trial
  }
  const evaluated = (setting: AdaptiveSetting): Trial => {
    const { policy, lean } = setting
    const pnl = pnlOf(lens.view(lean), { kind: 'adaptive', policy }, objective, lens.columns(policy))
    const leftOut = Array.from({ length: blocks }, (_, b) => entropicPrice(withoutBlock(pnl, b, blocks), a))
    return { setting, price: entropicPrice(pnl, a), leftOut }
  }
  const cheapest = (trials: readonly Trial[]): Trial =>
    trials.reduce((low, trial) => (trial.price < low.price ? trial : low))
  let best = cheapest(startingSettings(fixed, a, lens.states, barSeconds).map(attempt))
  if (blocks === 0) return best.setting
  for (let sweep = 0; sweep < SWEEPS; sweep++)
    for (const coordinate of coordinates(lens.states, barSeconds, optionBars, lens.toxicity !== undefined)) {
      const trials = coordinate(best.setting)
      if (trials.length === 0) continue
      const trial = cheapest(trials.map(attempt))
      if (trial.price < best.price && gainsBeyondNoise(best.leftOut, trial.leftOut)) best = trial
    }
  return best.setting
}

export type Tuned = {
  readonly adaptive: AdaptiveSetting
  readonly fixed: readonly { readonly family: string; readonly best: FixedCandidate }[]
}

/**
 * Tunes every strategy on the options sold in `policy`, by one objective on one set of paths. Models and log-HAR were
 * fitted before that part, so all strategies are tuned on volatility forecasts made out of sample.
 */
export const tuneStrategies = (
  prepared: Prepared,
  predictions: Predictions,
  policy: Range,
  riskAversion: number,
): Tuned => {
  const { market, dataset, cost } = prepared
  const { profile, bars } = market
  const { series } = dataset
  const strip = sellStrip(series, policy, profile, cost)
  const vol = volatilityColumn(strip, logHarTerm(series, policy.from, profile), series.barsPerYear)
  const objective = { riskAversion, premium: premiums(strip, bars, vol) }
  const mark = recordedMark(strip, bars, series, vol)
  const view = viewOf(strip, vol, profile.barSeconds, mark)
  const fixed = fixedFamilies(riskAversion, profile.barSeconds, profile.optionBars).map((family) => ({
    family: family.strategy,
    best: tuneFixed(view, family, objective),
  }))
  const adaptive = tuneAdaptive(
    adaptiveLens({ strip, mark }, prepared, predictions),
    fixed.map(({ best }) => best.strategy),
    objective,
    { ...profile, lives: (policy.to - policy.from) / profile.optionBars },
  )
  return { fixed, adaptive }
}
