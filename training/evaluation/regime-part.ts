import { reliability } from '../../src/core/metrics/classification/calibration'
import { transitionRate } from '../../src/core/metrics/classification/transition-rate'
import { callRegimes } from '../../src/core/regime/caller'
import { deriveSeed } from '../../src/core/rng'
import type { LegPlots, RegimeScore } from '../../src/report/summary'
import type { Predictions } from '../predict'
import type { Prepared } from '../prepare'
import { regimeBaselines } from '../regimes/baselines'
import { jumpModelLabels } from '../regimes/jump-model'
import { filterSeries } from '../regimes/regime-baseline'
import { sliceSeries } from '../series'
import type { Range } from '../split'
import { stateNames } from '../state-names'
import { classifierScore, sliceReadings } from './regime-scores'

export type RegimePart = {
  readonly score: RegimeScore
  readonly called: Uint8Array
  readonly reliability: LegPlots['reliability']
}

/**
 * Judges the classifier and every regime baseline on the test part, all filtered: by the simulator's states where there are as many of them, else by the
 * jump model's smoothed states, whose parameters come from before the test part but whose path has seen it.
 */
export const scoreRegimes = (
  series: string,
  { market, dataset }: Prepared,
  predictions: Predictions,
  margin: number,
  fitTo: number,
  test: Range,
  seed: number,
): RegimePart => {
  const { states, shares, posterior } = predictions
  const bars = dataset.series
  const labels = jumpModelLabels(bars, states, { trainLength: fitTo, seed: deriveSeed(seed, 'labels') })
  const { truth } = market
  const judgedBy = truth !== undefined && truth.states === states ? 'truth' : 'jump-model'
  const judge = judgedBy === 'truth' && truth !== undefined ? truth.state : labels
  const slice = judge.subarray(test.from, test.to)
  const own = {
    called: callRegimes(posterior.subarray(dataset.first * states), shares, margin),
    posterior: posterior.subarray(dataset.first * states),
  }
  const tested = sliceReadings(own, states, test.from - dataset.first, test.to - dataset.first)
  const past = sliceSeries(bars, 0, fitTo)
  const baselines = regimeBaselines.map((baseline) => {
    const fitted = baseline.fit({
      series: past,
      states,
      seed: deriveSeed(seed, baseline.name),
      labels: labels.subarray(0, fitTo),
    })
    const readings = sliceReadings(filterSeries(fitted, bars), states, test.from, test.to)
    return [baseline.name, classifierScore(slice, readings, states)] as const
  })
  return {
    score: {
      ...classifierScore(slice, tested, states),
      series,
      n: slice.length,
      states: stateNames(states),
      judgedBy,
      trueTransitionRate: transitionRate(slice),
      baselines: Object.fromEntries(baselines),
    },
    called: tested.called,
    reliability: reliability(slice, tested.posterior, states),
  }
}
