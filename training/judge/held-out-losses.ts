import type { MeasuredLosses } from '../../src/core/promotion/compare-losses'
import { qlikeLosses } from '../../src/core/statistics/forecast/qlike'
import { logLoss } from '../../src/core/statistics/classification/probability-scores'
import type { Predictions } from '../fit/predict'
import type { Prepared } from '../data/prepare'
import type { Range } from '../data/split'
import { forwardMean } from '../statistics/sliding-mean'

/**
 * QLIKE by horizon of variance forecasts (by horizon, then bar) on the bars of a range whose horizon ends inside it.
 */
export const horizonLosses = (
  { dataset: { series }, market: { profile } }: Prepared,
  forecasts: readonly Float64Array[],
  { from, to }: Range,
): readonly MeasuredLosses[] =>
  profile.horizons.map(({ name, bars }, h) => ({
    measure: `qlike ${name}`,
    horizonBars: bars,
    values: qlikeLosses(
      forwardMean(series.variance.subarray(0, to), bars).subarray(from, Math.max(from, to - bars)),
      forecasts[h].subarray(from, Math.max(from, to - bars)),
    ),
  }))

/** Log loss of the posterior on the labelled bars from `from` on, `reach` bars ahead of which a label sees. */
export const regimeLosses = (
  { posterior, states }: Predictions,
  labels: Uint8Array,
  reach: number,
  from: number,
): MeasuredLosses => ({
  measure: 'log-loss',
  horizonBars: reach,
  values: Float64Array.from({ length: labels.length }, (_, i) => {
    const bar = from + i
    return logLoss([labels[i]], posterior.subarray(bar * states, (bar + 1) * states), states) ?? 0
  }),
})
