import type { AdaptivePolicy } from '../../src/core/hedging/policy'
import type { Strategy } from '../../src/core/hedging/strategy'
import { mean } from '../../src/core/statistics/moments'
import type { Prepared } from '../data/prepare'
import type { Range } from '../data/split'
import type { Predictions } from '../fit/predict'
import { coordinates, startingSettings } from './adaptive-candidates'
import { adaptiveLens, type AdaptiveLens } from './adaptive-lens'
import { chooseInterval } from './choose-interval'
import { fixedFamilies, type CandidateFamily, type FixedCandidate } from './fixed-candidates'
import { gainsBeyondNoise } from './jackknife'
import { regimeVolatility } from './regime-volatility'
import { lowest, scoreOf, startTrials, type Objective, type Trial, type Trials } from './trials'
import { sellStrip, volatilityColumn } from './view/strip'
import { logHarTerm } from './view/term-structure'
import { recordedMark, run, viewOf, type View } from './view/view'

const SWEEPS = 2

/** Most sales in an option's life: beyond that paths share all but a little of their prices. */
const MOST_OVERLAP = 14

/** How far ahead the interval reads the volatility of a regime: an hour, in seconds, and no fewer bars than these. */
const HOUR = 3600
const LEAST_BARS_AHEAD = 4

/**
 * The setting with the lowest objective; the earlier one on a tie.
 *
 * @internal
 */
export const tuneFixed = (view: View, family: CandidateFamily, objective: Objective): FixedCandidate => {
  const values = family.candidates.map(({ strategy }) => scoreOf(run(view, strategy), objective, 0).value)
  return family.candidates[values.indexOf(Math.min(...values))]
}

/**
 * The best setting of Whalley-Wilmott's formula; that of another formula where it is better beyond the noise of the
 * paths.
 */
const startingBand = ({ attempt, blocks }: Trials, settings: readonly AdaptivePolicy[]): Trial => {
  const starts = settings.map(attempt)
  const plain = lowest(starts.filter(({ policy }) => policy.band === 'whalley-wilmott'))
  const best = lowest(starts)
  return blocks > 0 && gainsBeyondNoise(plain.leftOut, best.leftOut) ? best : plain
}

/**
 * Coordinate descent over the band of the adaptive policy on common paths, evaluated at every bar, from the best of its
 * starting settings. The policy has more parameters than the strategies it starts from, so its formula changes and a
 * coordinate moves only where the gain is beyond the noise of the paths, and not at all on a part too short to tell.
 *
 * @internal
 */
export const tuneBand = (
  trials: Trials,
  lens: AdaptiveLens,
  fixed: readonly Strategy[],
  { riskAversion, barSeconds }: { readonly riskAversion: number; readonly barSeconds: number },
): AdaptivePolicy => {
  const { attempt, blocks } = trials
  let best = startingBand(trials, startingSettings(fixed, riskAversion, barSeconds))
  if (blocks === 0) return best.policy
  for (let sweep = 0; sweep < SWEEPS; sweep++)
    for (const coordinate of coordinates(barSeconds, lens.toxicity !== undefined)) {
      const trial = lowest(coordinate(best.policy).map(attempt))
      if (trial.value < best.value && gainsBeyondNoise(best.leftOut, trial.leftOut)) best = trial
    }
  return best.policy
}

export type Tuned = {
  readonly adaptive: AdaptivePolicy
  readonly fixed: readonly { readonly family: string; readonly best: FixedCandidate }[]
}

/** What may replace the tuned band before its interval is chosen, judged by the trials that it is given. */
export type BandLearner = (band: AdaptivePolicy, trials: Trials) => Promise<AdaptivePolicy>

/** Bars with forecasts by models that have not seen them. */
export type Forecast = { readonly range: Range; readonly predictions: Predictions }

/** Options sold on bars with such forecasts, at most `overlap` in an option's life, as all strategies see them. */
const sold = (prepared: Prepared, { range, predictions }: Forecast, overlap: number) => {
  const { dataset, cost, market } = prepared
  const { profile, bars } = market
  const { series } = dataset
  const startEvery = Math.max(profile.startEvery, Math.floor(profile.optionBars / overlap))
  const strip = sellStrip(series, range, { ...profile, startEvery }, cost)
  const vol = volatilityColumn(strip, logHarTerm(series, range.from, profile), series.barsPerYear)
  const mark = recordedMark(strip, bars, series, vol)
  return {
    view: viewOf(strip, vol, profile.barSeconds, mark),
    lens: adaptiveLens({ strip, mark }, prepared, predictions),
    lives: (range.to - range.from) / profile.optionBars,
  }
}

/**
 * Tunes every strategy on the options sold in the range of `policy`, by one objective on one set of paths. Models and
 * log-HAR were fitted before that part, so all strategies are tuned on volatility forecasts made out of sample. `learn`
 * may put a learned band in the place of the tuned one. The interval is chosen on all bars that the folds held out,
 * `held`, as many paths spread over them: what a wait loses, it loses in the few hours of a jump.
 */
export const tuneStrategies = async (
  prepared: Prepared,
  { policy, held }: { readonly policy: Forecast; readonly held: Forecast },
  { learn, ...objective }: Objective & { readonly learn: BandLearner },
): Promise<Tuned> => {
  const { profile } = prepared.market
  const { series } = prepared.dataset
  const { riskAversion } = objective
  const { view, lens, lives } = sold(prepared, policy, MOST_OVERLAP)
  const fixed = fixedFamilies(riskAversion, profile.barSeconds, profile.optionBars).map((family) => ({
    family: family.strategy,
    best: tuneFixed(view, family, objective),
  }))
  const { barSeconds } = profile
  // At every bar there are the same evaluations whatever the band, so that their cost is left to the interval.
  const trials = startTrials(lens, { ...objective, evaluationCost: 0 }, lives)
  const formula = tuneBand(
    trials,
    lens,
    fixed.map(({ best }) => best.strategy),
    { riskAversion, barSeconds },
  )
  const band = await learn(formula, trials)
  const ahead = Math.max(LEAST_BARS_AHEAD, Math.round(HOUR / barSeconds))
  const regimeVols = regimeVolatility(held.predictions, series, held.range, ahead)
  const meanVariance = mean(series.variance.subarray(0, held.range.to))
  const market = { ...profile, regimeVols, meanVariance }
  const spread = (held.range.to - held.range.from) / (policy.range.to - policy.range.from)
  const all = sold(prepared, held, MOST_OVERLAP / spread)
  const adaptive = chooseInterval(startTrials(all.lens, objective, all.lives), band, market, objective)
  return { fixed, adaptive }
}
