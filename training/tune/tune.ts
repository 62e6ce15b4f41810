import type { Strategy } from '../../src/core/hedging/strategy'
import type { Prepared } from '../data/prepare'
import type { Range } from '../data/split'
import type { Predictions } from '../fit/predict'
import { coordinates, startingSettings, type AdaptiveSetting } from './adaptive-candidates'
import { adaptiveLens, type AdaptiveLens } from './adaptive-lens'
import { fixedFamilies, type CandidateFamily, type FixedCandidate } from './fixed-candidates'
import { gainsBeyondNoise } from './jackknife'
import { scoreOf, type Objective, type Score } from './objective'
import { sellStrip, volatilityColumn } from './view/strip'
import { logHarTerm } from './view/term-structure'
import { recordedMark, run, viewOf, type View } from './view/view'

/**
 * Blocks of the jackknife where the part is long enough; a part of fewer than FEWEST_BLOCKS option lives has no
 * independent blocks to judge a gain by.
 */
const MOST_BLOCKS = 8
const FEWEST_BLOCKS = 4
const SWEEPS = 2

/**
 * The setting with the lowest objective; the earlier one on a tie.
 *
 * @internal
 */
export const tuneFixed = (view: View, family: CandidateFamily, objective: Objective): FixedCandidate => {
  const values = family.candidates.map(({ strategy }) => scoreOf(run(view, strategy), objective, 0).value)
  return family.candidates[values.indexOf(Math.min(...values))]
}

type Trial = Score & { readonly setting: AdaptiveSetting }

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
    const hedged = run(lens.view(lean), { kind: 'adaptive', policy }, lens.columns(policy))
    return { setting, ...scoreOf(hedged, objective, blocks) }
  }
  const cheapest = (trials: readonly Trial[]): Trial =>
    trials.reduce((low, trial) => (trial.value < low.value ? trial : low))
  let best = cheapest(startingSettings(fixed, a, lens.states, barSeconds).map(attempt))
  if (blocks === 0) return best.setting
  for (let sweep = 0; sweep < SWEEPS; sweep++)
    for (const coordinate of coordinates(barSeconds, optionBars, lens.toxicity !== undefined)) {
      const trials = coordinate(best.setting)
      if (trials.length === 0) continue
      const trial = cheapest(trials.map(attempt))
      if (trial.value < best.value && gainsBeyondNoise(best.leftOut, trial.leftOut)) best = trial
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
  const objective = { riskAversion, evaluationCost: 0 }
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
