import { expectedCalibrationError } from '../../../src/core/statistics/classification/calibration'
import { filterVariances, type VarianceRegimes } from '../../../src/core/reading/regime/variance-regimes'
import { deriveSeed, startRng } from '../../../src/core/rng'
import { mean, quantileOfSorted } from '../../statistics/quantile'
import { regimePath } from '../../labels/labels'
import { simulateVariances } from '../../labels/simulate-variances'

/** Expected calibration errors that a filter would show where nothing but chance and hindsight stands against it. */
export type OwnWorld = {
  readonly mean: number
  /** 95 of 100 series show no more. */
  readonly most: number
}

/** Bars before those judged, in which the filter forgets where it began. */
const before = 1000
const longest = 20_000

/**
 * The calibration error of the filter of hidden regimes, whose parameters are the true ones, against what the smoother
 * makes of the same bars, over `series` simulated series of `bars` bars (at most 20,000). What it is above 0 comes of
 * few changes of state and of labels that are states without doubt; no classifier can be asked to do better on so few
 * bars.
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
