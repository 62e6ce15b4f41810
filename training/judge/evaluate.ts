import { chooseBackend } from '../../models/backend'
import type { Classifier } from '../../models/classifier/classifier'
import { loadPolicy } from '../../models/store/model-set'
import type { PolicyCard } from '../../models/store/policy-card'
import type { Leg, LegPlots } from '../../src/report/summary'
import type { OnProgress, ResearchOptions } from '../data/options'
import type { Prepared } from '../data/prepare'
import type { Range } from '../data/split'
import type { Predictions } from '../fit/predict'
import { focus } from '../tune/adaptive-lens'
import { ablateFamilies } from './ablation/families'
import { studyOf } from './ablation/study'
import { exampleBand } from './example-band'
import { scoreForecasts } from './forecast-part'
import { scoreHedges } from './hedging-part'
import { scoreRegimes } from './regime-part'
import { scoreTrust } from './trust-part'
import { unseenPart } from './unseen'
import { verdictOf } from './verdict'

export type EvaluatedLeg = {
  readonly leg: Leg
  readonly plots: LegPlots
  /** Of the recording. */ readonly sha256: string
}

const isoDay = (microseconds: number): string => new Date(microseconds / 1000).toISOString().slice(0, 16)

/** Judges models and policy on bars `test`; baselines are fitted on the bars before it. */
const evaluateLeg = (
  series: string,
  prepared: Prepared,
  predictions: Predictions,
  regimes: Pick<Classifier, 'labels' | 'filter'>,
  policy: PolicyCard,
  test: Range,
  seed: number,
  onProgress: OnProgress,
): EvaluatedLeg => {
  const { market, dataset } = prepared
  const { profile, description } = market
  const { timestamp, close } = dataset.series
  const stages = ['regimes', 'forecasts', 'hedges'] as const
  const start = (stage: (typeof stages)[number]): void =>
    onProgress(`evaluate ${series}: ${stage}`, stages.indexOf(stage), stages.length)
  start('regimes')
  const regime = scoreRegimes(series, prepared, predictions, regimes, policy.margin, test.from, test, seed)
  start('forecasts')
  const called = { called: regime.called, states: regime.score.states }
  const forecast = scoreForecasts(series, prepared, predictions, test.from, test, called, seed)
  start('hedges')
  const hedging = scoreHedges(series, prepared, predictions, policy, test.from, test, seed)
  const lens = focus(hedging.strip, dataset, profile, predictions)
  const { states, posterior } = predictions
  const bars = Array.from({ length: test.to - test.from }, (_, i) => test.from + i)
  return {
    sha256: description.sha256,
    leg: {
      series,
      title: description.title,
      origin: description.origin,
      barSeconds: profile.barSeconds,
      optionDays: profile.optionBars / profile.barsPerDay,
      split: {
        trainFrom: isoDay(timestamp[0]),
        trainTo: isoDay(timestamp[test.from - 1]),
        testFrom: isoDay(timestamp[test.from]),
        testTo: isoDay(timestamp[test.to - 1]),
        trainBars: test.from,
        testBars: test.to - test.from,
      },
      forecast: forecast.scores,
      forecastDetail: forecast.details,
      regime: regime.score,
      hedging: hedging.scores,
      oracleGapShare: hedging.oracleGapShare,
      verdict: verdictOf(
        forecast.scores,
        regime.score,
        hedging.scores,
        hedging.oracleGapShare,
        (test.to - test.from) / profile.optionBars,
      ),
    },
    plots: {
      series,
      market: {
        time: bars.map((bar) => timestamp[bar] / 1000),
        close: bars.map((bar) => close[bar]),
        regime: Array.from(regime.called),
        posterior: bars.map((bar) => Array.from(posterior.subarray(bar * states, (bar + 1) * states))),
      },
      volatility: forecast.plots,
      band: exampleBand(prepared, predictions, lens, policy, hedging.strip, hedging.strip.paths >> 1),
      frontier: hedging.frontier,
      reliability: regime.reliability,
    },
  }
}

export type EvaluateOptions = ResearchOptions & {
  readonly data: string
  readonly models: string
  /** Also measures what each family of features adds to log-HAR on this recording. */
  readonly ablation?: boolean
  /** Judges on the newest so many trading days alone; baselines are fitted on all before them. */
  readonly days?: number
}

const newestOf = (test: Range, { market }: Prepared, days: number | undefined): Range =>
  days === undefined
    ? test
    : { from: Math.max(test.from, test.to - Math.round(days * market.profile.barsPerDay)), to: test.to }

/**
 * Evaluates the champions of a registry on what they have not seen of a recording. Throws where bars or columns are not
 * those of the models.
 */
export const evaluate = async (options: EvaluateOptions, onProgress: OnProgress): Promise<EvaluatedLeg> => {
  await chooseBackend(options.backend ?? 'auto')
  const policy = await loadPolicy(options.models)
  onProgress('read recording', 0, 1)
  const { prepared, predictions, test, judged, regimes } = await unseenPart(
    options.data,
    options.models,
    policy,
    options,
  )
  const { symbol } = prepared.market.instrument
  const newest = newestOf(test, prepared, options.days)
  const evaluated = evaluateLeg(symbol, prepared, predictions, regimes, policy, newest, options.seed, onProgress)
  const { score: trust } = scoreTrust(prepared.market.bars, prepared.dataset, predictions, judged, newest)
  const trusted = { ...evaluated, leg: { ...evaluated.leg, trust } }
  if (options.ablation !== true) return trusted
  const { bars, profile } = prepared.market
  const ablation = await ablateFamilies(studyOf(symbol, bars, profile), options.seed, (done, of) => {
    onProgress(`what helps ${symbol}`, done, of)
  })
  return { ...trusted, leg: { ...trusted.leg, ablation } }
}
