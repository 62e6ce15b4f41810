import type { Classifier, LabelKind } from '../../models/classifier/classifier'
import { callRegimes } from '../../src/core/reading/regime/caller'
import { deriveSeed } from '../../src/core/rng'
import { reliability } from '../../src/core/statistics/calibration'
import { transitionRate } from '../../src/core/statistics/classification-scores'
import type { RecordingPlots, RegimeScore } from '../../src/report/summary'
import { sliceSeries } from '../data/series'
import type { Range } from '../data/split'
import { regimeBaselines } from '../labels/baselines'
import { labelBars, labelledTo, stateNames } from '../labels/labels'
import { nextClasses } from '../labels/next-class'
import { filterSeries } from '../labels/regime-baseline'
import { classifierScore, scoreNextHour, sliceReadings } from './regime-scores'
import type { JudgedPart } from './unseen'

export type RegimePart = {
  readonly score: RegimeScore
  readonly called: Uint8Array
  readonly reliability: RecordingPlots['reliability']
}

const judgeOf = (kind: LabelKind): RegimeScore['judgedBy'] =>
  kind === 'jump' ? 'jump-model' : kind === 'regimes' ? 'hidden-regimes' : 'forward-variance'

/** Share of the bars before the test part, the newest, on which next-hour classes are fitted to posteriors. */
const READ_SHARE = 0.25

/**
 * Scores the classifier and every regime baseline, all filtered, on the test part: against the simulator's states where
 * there are as many of them, else against labels of the kind that the classifier learned, whose parameters are fitted
 * before the test part while the labels themselves use later bars; and, in either case, against the class of the next
 * hour's variance.
 */
export const scoreRegimes = (
  { prepared: { market, dataset }, predictions, test, seed }: JudgedPart,
  { labels: kind, filter }: Pick<Classifier, 'labels' | 'filter'>,
  margin: number,
): RegimePart => {
  const fitTo = test.from
  const { states, shares, posterior } = predictions
  const { first, series: bars } = dataset
  const { profile, truth, instrument } = market
  const labels = labelBars(bars, {
    kind,
    filter,
    trainLength: fitTo,
    barsPerDay: profile.barsPerDay,
    seed: deriveSeed(seed, 'labels'),
  })
  const isTrue = truth !== undefined && truth.states === states
  const judge = isTrue ? truth.state : labels.state
  const judged = { from: test.from, to: isTrue ? test.to : labelledTo(test, labels) }
  const slice = judge.subarray(judged.from, judged.to)
  const called = callRegimes(posterior.subarray(first * states), shares, margin)
  const own = { called, posterior: posterior.subarray(first * states) }
  const tested = sliceReadings(own, states, judged.from - first, judged.to - first)
  const past = sliceSeries(bars, 0, fitTo)
  const readings = regimeBaselines.map((baseline) => {
    const fitted = baseline.fit({
      series: past,
      states,
      seed: deriveSeed(seed, baseline.name),
      labels: labels.state.subarray(0, fitTo),
    })
    return { name: baseline.name, all: filterSeries(fitted, bars) }
  })
  const read = { from: fitTo - Math.floor(READ_SHARE * (fitTo - first)), to: fitTo }
  const cut = (column: Float64Array, { from, to }: Range): Float64Array => column.subarray(from * states, to * states)
  return {
    score: {
      ...classifierScore(slice, tested, states),
      series: instrument.symbol,
      n: slice.length,
      states: stateNames(states),
      judgedBy: isTrue ? 'truth' : judgeOf(kind),
      trueTransitionRate: transitionRate(slice),
      baselines: Object.fromEntries(
        readings.map(({ name, all }) => [
          name,
          classifierScore(slice, sliceReadings(all, states, judged.from, judged.to), states),
        ]),
      ),
      nextHour: scoreNextHour(nextClasses(bars.variance, profile.barSeconds, states, fitTo), read, test, [
        { name: 'bandshift', read: cut(posterior, read), judged: cut(posterior, test) },
        ...readings.map(({ name, all }) => ({
          name,
          read: cut(all.posterior, read),
          judged: cut(all.posterior, test),
        })),
      ]),
    },
    called: called.subarray(test.from - first, test.to - first),
    reliability: reliability(slice, tested.posterior, states),
  }
}
