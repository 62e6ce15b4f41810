import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { FormatName } from '../../../src/adapters/recordings'
import { filterVariances, type VarianceRegimes } from '../../../src/core/reading/regime/variance-regimes'
import { deriveSeed, startRng } from '../../../src/core/rng'
import { expectedCalibrationError } from '../../../src/core/statistics/calibration'
import { transitionRate } from '../../../src/core/statistics/classification-scores'
import { mean } from '../../../src/core/statistics/moments'
import type { ClassifierScore, NextHourScore } from '../../../src/report/summary'
import { DEFAULT_STATES } from '../../data/options'
import { prepare, type Prepared } from '../../data/prepare'
import { sliceSeries } from '../../data/series'
import { splitBars } from '../../data/split'
import { classifierScore, scoreNextHour, sliceReadings } from '../../judge/regime-scores'
import { regimeBaselines } from '../../labels/baselines'
import { labelledTo, regimeLabels, regimePath } from '../../labels/labels'
import { nextClasses } from '../../labels/next-class'
import { filterSeries } from '../../labels/regime-baseline'
import { simulateVariances } from '../../labels/simulate-variances'
import { quantileOfSorted } from '../../statistics/quantile'
import { withTemporaryRecording } from '../temporary-recording'
import { partsBefore, trainReadings } from './trained'

/** Expected calibration errors of a filter with the true parameters, which come of chance and hindsight alone. */
type OwnWorld = {
  readonly mean: number
  /** The 95 % quantile over series. */
  readonly most: number
}

/** Bars before those judged, over which the filter warms up. */
const before = 1000
const longest = 20_000

/**
 * The calibration error of the filter of hidden regimes, whose parameters are the true ones, against the smoother's
 * labels of the same bars, over `series` simulated series of `bars` bars (at most 20,000). It is above 0 because
 * changes of state are few and labels are single states; it is a floor for any classifier on so few bars.
 *
 * @internal
 */
export const ownWorld = (filter: VarianceRegimes, bars: number, seed: number, series = 40): OwnWorld => {
  const states = filter.scale.length
  const errors = Float64Array.from({ length: series }, (_, i) => {
    const length = before + Math.min(bars, longest)
    const { variance } = simulateVariances(filter, length, startRng(deriveSeed(seed, `own world ${i}`)))
    const posterior = filterVariances(filter, variance).map(Math.exp)
    const labels = regimePath(filter, variance)
    return expectedCalibrationError(labels.subarray(before), posterior.subarray(before * states), states) ?? 0
  })
  return { mean: mean(errors), most: quantileOfSorted(errors.sort(), 0.95) }
}

/** A real recording: files below the data folder, or of the package that ships the daily series. */
type RealSeries = { readonly name: string; readonly format: FormatName; readonly files: readonly string[] }

const minutes = (coin: string): readonly string[] =>
  ['2017', '2018', '2019h1'].map((year) => `bars-1m-bitfinex/${coin}usd_1m_${year}.csv.gz`)

const ticks = (symbol: string): readonly string[] =>
  ['trades', 'quotes'].flatMap((channel) =>
    ['07', '08', '09', '10', '11'].map(
      (day) => `ticks-us-equity-2013/us-equity_${channel}_2013-10-${day}_${symbol}.csv.gz`,
    ),
  )

const realSeries: readonly RealSeries[] = [
  ...['btc', 'eth', 'sol', 'bnb', 'xrp'].map((coin): RealSeries => ({
    name: `${coin.toUpperCase()} 1h`,
    format: 'klines',
    files: [`klines-binance/${coin}usdt_1h.csv.gz`],
  })),
  { name: 'S&P 500 1d', format: 'ohlcv', files: [] },
  { name: 'BAC ticks', format: 'tardis', files: ticks('BAC') },
  { name: 'BTC 5min', format: 'ohlcv', files: minutes('btc') },
  { name: 'ETH 5min', format: 'ohlcv', files: minutes('eth') },
]

/** The classifier and every baseline on the test part of a real recording. */
export type RealCell = {
  readonly series: string
  readonly testBars: number
  /** The kind of labels that the classifier learned. */
  readonly labels: string
  /** Scores against the labels, which use later bars. */
  readonly judged: Readonly<Record<string, ClassifierScore>>
  /** Calibration error in a simulated world of the labels' hidden regimes, over as many bars as were judged. */
  readonly ownWorld: OwnWorld
  readonly labelTransitionRate: number
  readonly nextHour: readonly NextHourScore[]
}

export type RealTable = { readonly cells: readonly RealCell[]; readonly missing: readonly string[] }

/**
 * Trains on all but the test part as `train` does and judges the test part; next-hour classes are fitted to
 * posteriors on the policy part, by models fitted before it.
 */
const judge = async (name: string, prepared: Prepared, seed: number): Promise<RealCell> => {
  const { dataset, market } = prepared
  const { first, series } = dataset
  const { profile } = market
  const states = DEFAULT_STATES
  const { test } = splitBars(first, series.length, profile)
  const own = await trainReadings(prepared, states, test.from, seed)
  const { policy } = partsBefore(first, test.from, profile)
  const settings = { kind: own.choice.kind, states, seed }
  const labels = regimeLabels(prepared, settings, test.from, series.length)
  const to = labelledTo(test, labels)
  const truth = labels.state.subarray(test.from, to)
  const cut = (column: Float64Array, from: number, until: number): Float64Array =>
    column.subarray(from * states, until * states)
  const early = regimeLabels(prepared, settings, policy.from).state
  const baselines = regimeBaselines.map((baseline) => {
    const fitted = (learned: Uint8Array) =>
      baseline.fit({
        series: sliceSeries(series, 0, learned.length),
        states,
        seed: deriveSeed(seed, baseline.name),
        labels: learned,
      })
    return {
      name: baseline.name,
      read: cut(filterSeries(fitted(early), sliceSeries(series, 0, policy.to)).posterior, policy.from, policy.to),
      all: filterSeries(fitted(labels.state.subarray(0, test.from)), series),
    }
  })
  const judged = [
    ['bandshift', classifierScore(truth, sliceReadings(own, states, test.from - first, to - first), states)] as const,
    ...baselines.map(
      ({ name: model, all }) =>
        [model, classifierScore(truth, sliceReadings(all, states, test.from, to), states)] as const,
    ),
  ]
  return {
    series: name,
    testBars: test.to - test.from,
    labels: typeof own.choice.kind === 'number' ? `variance over ${own.choice.kind} bars` : own.choice.kind,
    judged: Object.fromEntries(judged),
    ownWorld: ownWorld(labels.filter, truth.length, seed),
    labelTransitionRate: transitionRate(truth),
    nextHour: scoreNextHour(nextClasses(series.variance, profile.barSeconds, states, test.from), policy, test, [
      { name: 'bandshift', read: own.early, judged: cut(own.posterior, test.from - first, test.to - first) },
      ...baselines.map(({ name: model, read, all }) => ({
        name: model,
        read,
        judged: cut(all.posterior, test.from, test.to),
      })),
    ]),
  }
}

const filesOf = ({ files }: RealSeries, dataFolder: string): string[] => {
  if (files.length > 0) return files.map((file) => join(dataFolder, file))
  const folder = createRequire(__filename).resolve('vega-datasets/package.json')
  return [join(folder, '../data/sp500-2000.csv')]
}

/** Every real series whose files exist; `missing` names the others. */
export const realRegimes = async (
  dataFolder: string,
  seed: number,
  onSeries: (name: string, share: number) => void,
): Promise<RealTable> => {
  const cells: RealCell[] = []
  const missing: string[] = []
  for (const [i, own] of realSeries.entries()) {
    onSeries(own.name, i / realSeries.length)
    const files = filesOf(own, dataFolder)
    if (!files.every((file) => existsSync(file))) {
      missing.push(own.name)
      continue
    }
    cells.push(
      await withTemporaryRecording({ title: own.name, format: own.format, paths: files }, async (recording) =>
        judge(own.name, await prepare(recording, {}), seed),
      ),
    )
  }
  return { cells, missing }
}
