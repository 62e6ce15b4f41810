import { expectedCalibrationError } from '../../src/core/statistics/classification/calibration'
import { balancedAccuracyOf, confusion } from '../../src/core/statistics/classification/confusion'
import { brier, logLoss } from '../../src/core/statistics/classification/probability-scores'
import { transitionRate } from '../../src/core/statistics/classification/transition-rate'
import type { ClassifierScore } from '../../src/report/summary'
import type { RegimeReadings } from '../labels/regime-baseline'

/** Bars [from, to) of readings over a whole series. */
export const sliceReadings = (
  { called, posterior }: RegimeReadings,
  states: number,
  from: number,
  to: number,
): RegimeReadings => ({
  called: called.subarray(from, to),
  posterior: posterior.subarray(from * states, to * states),
})

const present = (value: number | undefined): number => {
  if (value === undefined) throw new RangeError('no rows to score')
  return value
}

/** All scores of one classifier on the same rows. `truth` holds the states it is judged by. */
export const classifierScore = (truth: Uint8Array, readings: RegimeReadings, states: number): ClassifierScore => {
  const counts = confusion(truth, readings.called, states)
  return {
    balancedAccuracy: present(balancedAccuracyOf(counts)),
    logLoss: present(logLoss(truth, readings.posterior, states)),
    brier: present(brier(truth, readings.posterior, states)),
    confusion: counts,
    transitionRate: transitionRate(readings.called),
    calibrationError: present(expectedCalibrationError(truth, readings.posterior, states)),
  }
}
