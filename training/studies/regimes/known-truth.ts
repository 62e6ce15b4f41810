import type { LabelKind } from '../../../models/classifier/classifier'
import { callRegimes } from '../../../src/core/reading/regime/caller'
import { filterVariances } from '../../../src/core/reading/regime/variance-regimes'
import { deriveSeed, startRng } from '../../../src/core/rng'
import { reliability, type ReliabilityBin } from '../../../src/core/statistics/calibration'
import { balancedAccuracy, logLoss, transitionRate } from '../../../src/core/statistics/classification-scores'
import { datasetOf } from '../../data/dataset'
import { sliceSeries } from '../../data/series'
import { hmm, hmmRegime } from '../../labels/hmm'
import { jump } from '../../labels/jump'
import { filterSeries, type RegimeReadings } from '../../labels/regime-baseline'
import { volatilityThreshold } from '../../labels/threshold'
import { expectedError, figureOf, pooledBins, switchDelays, type RegimeFigure } from './measures'
import { dailyBars, dailyProfile, simulateProcess, trueRegimes, type RegimeProcess } from './process'
import { trainReadings } from './trained'

/**
 * `likeliest` calls the most probable state; `balanced` the one whose probability is largest over its share, as
 * bandshift does.
 */
export const knownModels = [
  'true, likeliest',
  'true, balanced',
  'bandshift',
  'hmm, likeliest',
  'hmm, balanced',
  'jump',
  'threshold',
] as const
export type KnownModel = (typeof knownModels)[number]

/** Measures of one model on the bars that follow the `bars` it was fitted on. */
export type KnownRow = {
  readonly process: string
  readonly states: number
  readonly bars: number
  readonly model: KnownModel
  readonly balancedAccuracy: RegimeFigure
  readonly logLoss: RegimeFigure
  readonly transitionRate: RegimeFigure
  readonly trueTransitionRate: number
  /**
   * Bars from a lasting switch to the first call of the new state, and the share of switches never called, up and down
   * in volatility.
   */
  readonly delay: { readonly up: SwitchFigure; readonly down: SwitchFigure }
  /** Expected calibration error of all replications together. */
  readonly calibrationError: number
}

export type SwitchFigure = { readonly bars: number; readonly missed: number; readonly switches: number }

export type KnownCell = {
  readonly rows: readonly KnownRow[]
  /** bandshift less the best baseline (hmm by either call, jump, threshold) on the same paths. */
  readonly overBest: RegimeFigure & { readonly baseline: KnownModel }
  /** bandshift's mean accuracy over that of the true model, the likeliest state called. */
  readonly ofTrue: RegimeFigure
  /** Of bandshift, all replications together. */
  readonly reliability: readonly ReliabilityBin[]
  /** Replications by the kind of labels that the classifier learned. */
  readonly labels: Readonly<Record<string, number>>
}

const unseen = 2000

type Trial = {
  readonly truth: Uint8Array
  readonly readings: Readonly<Record<KnownModel, RegimeReadings>>
  readonly kind: LabelKind
}

const sliced = ({ called, posterior }: RegimeReadings, states: number, from: number): RegimeReadings => ({
  called: called.slice(from),
  posterior: posterior.slice(from * states),
})

const trial = async (process: RegimeProcess, bars: number, seed: number): Promise<Trial> => {
  const states = process.deviation.length
  const { truth, logReturn } = simulateProcess(process, bars + unseen, startRng(seed))
  const profile = dailyProfile(bars)
  const dataset = datasetOf(dailyBars(logReturn), profile)
  const { series, first } = dataset
  const past = sliceSeries(series, 0, bars)
  const own = await trainReadings({ dataset, market: { profile } }, states, bars, seed)
  const balanced = ({ posterior }: RegimeReadings, shares: readonly number[]): RegimeReadings => ({
    posterior,
    called: callRegimes(posterior, shares, 0),
  })
  const bayes: RegimeReadings =
    process.tail === Infinity
      ? filterSeries(hmmRegime(process), series)
      : ((posterior) => ({ posterior, called: callRegimes(posterior, new Array<number>(states).fill(1), 0) }))(
          filterVariances(trueRegimes(process), series.variance).map(Math.exp),
        )
  const markov = hmm.fit({ series: past, states, seed: deriveSeed(seed, 'hmm') })
  const labels = markov.smoother?.statesOf(past)
  const filtered = filterSeries(markov, series)
  const online = filterSeries(jump.fit({ series: past, states, seed: deriveSeed(seed, 'jump') }), series)
  const cut = filterSeries(volatilityThreshold.fit({ series: past, states, seed, ...(labels && { labels }) }), series)
  const from = (readings: RegimeReadings): RegimeReadings => sliced(readings, states, bars)
  return {
    truth: truth.slice(bars),
    kind: own.choice.kind,
    readings: {
      'true, likeliest': from(bayes),
      'true, balanced': from(balanced(bayes, process.initial)),
      bandshift: sliced(own, states, bars - first),
      'hmm, likeliest': from(filtered),
      'hmm, balanced': from(balanced(filtered, markov.parameters['initial'] as readonly number[])),
      jump: from(online),
      threshold: from(cut),
    },
  }
}

/**
 * Mean of `values` over mean of `of`, on the same paths; its standard error is that of the residuals.
 *
 * @internal
 */
export const ratioOf = (values: readonly number[], of: readonly number[]): RegimeFigure => {
  const base = figureOf(of).mean
  const ratio = figureOf(values).mean / base
  return { mean: ratio, standardError: figureOf(values.map((own, i) => own - ratio * of[i])).standardError / base }
}

const switchFigure = (trials: readonly Trial[], model: KnownModel, up: boolean): SwitchFigure => {
  const all = trials.map(({ truth, readings }) => switchDelays(truth, readings[model].called, up))
  const delays = all.flatMap((own) => own.delays)
  const switches = all.reduce((sum, own) => sum + own.switches, 0)
  return {
    bars: delays.length === 0 ? 0 : delays.reduce((a, b) => a + b, 0) / delays.length,
    missed: switches === 0 ? 0 : 1 - delays.length / switches,
    switches,
  }
}

const baselines: readonly KnownModel[] = ['hmm, likeliest', 'hmm, balanced', 'jump', 'threshold']

/**
 * Filtered balanced accuracy on 2,000 bars after the `bars` that every model was fitted on, over `replications` ≥ 1
 * paths of a process; the classifier by the training code on a dataset of bars alone. Paths depend on seed, process,
 * length and replication only.
 */
export const knownTruth = async (
  process: RegimeProcess,
  bars: number,
  { replications, seed }: { readonly replications: number; readonly seed: number },
  onReplication: () => void,
): Promise<KnownCell> => {
  const states = process.deviation.length
  const trials: Trial[] = []
  for (let r = 0; r < replications; r++) {
    trials.push(await trial(process, bars, deriveSeed(seed, `${process.name}-${bars}-${r}`)))
    onReplication()
  }
  const accuracies = (model: KnownModel): number[] =>
    trials.map(({ truth, readings }) => balancedAccuracy(truth, readings[model].called, states) ?? 0)
  const binsOf = (model: KnownModel): readonly ReliabilityBin[] =>
    pooledBins(trials.map(({ truth, readings }) => reliability(truth, readings[model].posterior, states)))
  const rows = knownModels.map((model): KnownRow => {
    const over = (measure: (own: Trial) => number): RegimeFigure => figureOf(trials.map(measure))
    return {
      process: process.name,
      states,
      bars,
      model,
      balancedAccuracy: figureOf(accuracies(model)),
      logLoss: over(({ truth, readings }) => logLoss(truth, readings[model].posterior, states) ?? 0),
      transitionRate: over(({ readings }) => transitionRate(readings[model].called)),
      trueTransitionRate: over(({ truth }) => transitionRate(truth)).mean,
      delay: { up: switchFigure(trials, model, true), down: switchFigure(trials, model, false) },
      calibrationError: expectedError(binsOf(model)),
    }
  })
  const accuracyOf = (model: KnownModel): number => rows.find((row) => row.model === model)?.balancedAccuracy.mean ?? 0
  const best = baselines.reduce((a, b) => (accuracyOf(b) > accuracyOf(a) ? b : a))
  const rival = accuracies(best)
  const labels: Record<string, number> = {}
  for (const { kind } of trials) labels[kind] = (labels[kind] ?? 0) + 1
  return {
    rows,
    overBest: { ...figureOf(accuracies('bandshift').map((own, i) => own - rival[i])), baseline: best },
    ofTrue: ratioOf(accuracies('bandshift'), accuracies('true, likeliest')),
    reliability: binsOf('bandshift'),
    labels,
  }
}
