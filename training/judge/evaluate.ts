import { chooseBackend } from '../../models/backend'
import { loadPolicy } from '../../models/store/model-set'
import type { PolicyCard } from '../../models/store/policy-card'
import { centreSentence } from '../../src/report/centre-score'
import type { RecordingPlots, RecordingResult } from '../../src/report/summary'
import type { OnProgress, ResearchOptions } from '../data/options'
import type { Prepared } from '../data/prepare'
import { chooseOptions } from '../data/side-channels'
import type { Range } from '../data/split'
import { refuseStillPrice } from '../data/split'
import { ablateFamilies } from './ablation/families'
import { studyOf } from './ablation/study'
import { scoreCentre } from './centre/centre-part'
import { exampleBand } from './example-band'
import { fittedOptimum } from './fitted-optimum'
import { scoreForecasts } from './forecast-part'
import { scoreHedges } from './hedging-part'
import { scoreRegimes } from './regime-part'
import { surfacePart } from './surface-part'
import { scoreTrust } from './trust-part'
import { unseenPart, type JudgedPart, type UnseenPart } from './unseen'
import { verdictOf } from './verdict'

/** The part of a report that judges one recording. */
export type EvaluatedRecording = {
  readonly scores: RecordingResult
  readonly plots: RecordingPlots
  /** Digest of the recording. */
  readonly sha256: string
}

const isoDay = (microseconds: number): string => new Date(microseconds / 1000).toISOString().slice(0, 16)

/** Judges models and policy on bars `test`; baselines are fitted on the bars before it. */
const judge = (
  part: JudgedPart,
  { regimes, beaten }: Pick<UnseenPart, 'regimes' | 'beaten'>,
  policy: PolicyCard,
  onProgress: OnProgress,
): EvaluatedRecording => {
  const { prepared, predictions, test } = part
  const { market, dataset } = prepared
  const { profile, description } = market
  const series = market.instrument.symbol
  const { timestamp, close } = dataset.series
  const stages = ['regimes', 'forecasts', 'hedges', 'optimum'] as const
  const start = (stage: (typeof stages)[number]): void =>
    onProgress(`evaluate ${series}: ${stage}`, stages.indexOf(stage), stages.length)
  start('regimes')
  const regime = scoreRegimes(part, regimes, policy.margin)
  start('forecasts')
  const forecast = scoreForecasts(part, { called: regime.called, states: regime.score.states })
  start('hedges')
  const hedging = scoreHedges(part, policy, { called: regime.called, names: regime.score.states })
  const { states, posterior } = predictions
  start('optimum')
  const optimum = fittedOptimum(prepared, test.from, { states, riskAversion: policy.riskAversion, seed: part.seed })
  const bars = Array.from({ length: test.to - test.from }, (_, i) => test.from + i)
  return {
    sha256: description.sha256,
    scores: {
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
      ...hedging.policy,
      oracleGapShare: hedging.oracleGapShare,
      optimum,
      verdict: verdictOf(
        {
          forecast: forecast.scores,
          regime: regime.score,
          hedging: hedging.scores,
          ...hedging.policy,
          oracleGapShare: hedging.oracleGapShare,
          optimum,
          beaten,
        },
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
      band: exampleBand(part, policy, hedging.strip, hedging.lens),
      reliability: regime.reliability,
    },
  }
}

export type EvaluateOptions = ResearchOptions & {
  readonly data: string
  readonly models: string
  /** Also measures what each feature family adds to log-HAR on this recording. */
  readonly ablation?: boolean
  /** Judges on the newest so many trading days alone; baselines are fitted on all before them. */
  readonly days?: number
}

const newestOf = (test: Range, { market }: Prepared, days: number | undefined): Range =>
  days === undefined
    ? test
    : { from: Math.max(test.from, test.to - Math.round(days * market.profile.barsPerDay)), to: test.to }

/**
 * Evaluates the champions of a registry on the bars of a recording that they have not seen. Throws 'model-refused'
 * where bars or columns are not those of the models.
 */
export const evaluateModels = async (options: EvaluateOptions, onProgress: OnProgress): Promise<EvaluatedRecording> => {
  await chooseBackend(options.backend ?? 'auto')
  const policy = await loadPolicy(options.models)
  onProgress('read recording', 0, 1)
  const { seed, days } = options
  const { prepared, predictions, test, judged, ...described } = await unseenPart(
    options.data,
    options.models,
    policy,
    options,
  )
  const { bars, profile, instrument, description } = prepared.market
  const newest = newestOf(test, prepared, days)
  refuseStillPrice({ series: prepared.dataset.series, market: prepared.market }, newest, 'judge on')
  const evaluated = judge({ prepared, predictions, test: newest, seed }, described, policy, onProgress)
  const { score: trust } = scoreTrust({ ...prepared.dataset, bars }, predictions, judged, newest)
  const { timestamp } = prepared.dataset.series
  onProgress(`evaluate ${instrument.symbol}: surface`, 0, 1)
  const surface = await surfacePart(
    { data: options.data, symbol: instrument.symbol, options: options.options },
    { from: timestamp[newest.from], to: timestamp[newest.to - 1] },
  )
  const centre = await scoreCentre(options.models, policy, {
    data: options.data,
    chain: chooseOptions(description.instruments, instrument.symbol, options.options),
    span: { from: timestamp[newest.from], to: timestamp[newest.to - 1] + 1 },
  })
  const verdict = [...evaluated.scores.verdict, ...(centre ? [centreSentence(centre)] : [])]
  const parts = { trust, ...(surface && { surface: surface.score }), ...(centre && { centre }) }
  const scores = { ...evaluated.scores, ...parts, verdict }
  const plots = { ...evaluated.plots, ...(surface && { surface: surface.plots }) }
  if (options.ablation !== true) return { ...evaluated, scores, plots }
  const study = studyOf(instrument.symbol, bars, profile)
  const features = await ablateFamilies(study, seed, (done, of) => {
    onProgress(`what helps ${instrument.symbol}`, done, of)
  })
  return { ...evaluated, scores: { ...scores, features }, plots }
}
