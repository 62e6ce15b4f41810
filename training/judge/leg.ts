import type { Classifier } from '../../models/classifier/classifier'
import type { PolicyCard } from '../../models/policy/policy-card'
import type { Leg, LegPlots } from '../../src/report/summary'
import { focus } from '../tune/adaptive-lens'
import type { Predictions } from '../fit/predict'
import type { Prepared } from '../data/prepare'
import type { Range } from '../data/split'
import { exampleBand } from './example-band'
import { scoreForecasts } from './forecast-part'
import { scoreHedges } from './hedging-part'
import { scoreRegimes } from './regime-part'
import { verdictOf } from './verdict'
import type { OnProgress } from '../data/options'

export type EvaluatedLeg = {
  readonly leg: Leg
  readonly plots: LegPlots
  /** Of the recording. */ readonly sha256: string
}

const isoDay = (microseconds: number): string => new Date(microseconds / 1000).toISOString().slice(0, 16)

/** Judges models and policy on bars `test`; baselines are fitted on the bars before it. */
export const evaluateLeg = (
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
