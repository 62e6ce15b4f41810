import { expectedCalibrationError } from '../../src/core/statistics/calibration'
import {
  balancedAccuracyOf,
  brier,
  confusion,
  logLoss,
  transitionRate,
} from '../../src/core/statistics/classification-scores'
import { longRunVariance, overlapLags } from '../../src/core/statistics/long-run-variance'
import type { ClassifierScore, NextHourScore } from '../../src/report/summary'
import type { Range } from '../data/split'
import { nextLosses, readNext, type NextClasses } from '../labels/next-class'
import type { RegimeReadings } from '../labels/regime-baseline'

/**
 * A model's posteriors, row-major: on the bars of `read`, on which next-hour classes are fitted to them, and on the
 * bars judged.
 */
type NextHourModel = { readonly name: string; readonly read: Float64Array; readonly judged: Float64Array }

/** The class of the last hour as a posterior. */
const persistence = ({ last, states }: NextClasses, { from, to }: Range): Float64Array => {
  const posterior = new Float64Array((to - from) * states)
  for (let bar = from; bar < to; bar++) posterior[(bar - from) * states + last[bar]] = 1
  return posterior
}

const mean = (values: Float64Array): number => values.reduce((a, b) => a + b, 0) / values.length

/**
 * Log loss of the class of the next hour's variance on the bars of `test`, of every model by one rule: the chance
 * of each class given a posterior is fitted on the bars of `read`. The first model is ours; the others' excess over it
 * comes with a 95 % interval, by Newey-West.
 */
export const scoreNextHour = (
  classes: NextClasses,
  read: Range,
  test: Range,
  models: readonly NextHourModel[],
): readonly NextHourScore[] => {
  const { next, bars, states } = classes
  const readRows = Math.max(0, read.to - bars - read.from)
  const testRows = Math.max(0, test.to - bars - test.from)
  const all = [...models, { name: 'persistence', read: persistence(classes, read), judged: persistence(classes, test) }]
  const losses = all.map((model) => {
    const learned = model.read.subarray(0, readRows * states)
    const reading = readNext(learned, next.subarray(read.from, read.from + readRows), states)
    return nextLosses(
      reading,
      model.judged.subarray(0, testRows * states),
      next.subarray(test.from, test.from + testRows),
    )
  })
  const lags = overlapLags(bars, testRows)
  return all.map(({ name }, i): NextHourScore => {
    const loss = mean(losses[i])
    if (i === 0) return { model: name, loss, excess: undefined }
    const over = losses[i].map((own, row) => own - losses[0][row])
    const half = 1.96 * Math.sqrt(longRunVariance(over, lags) / testRows)
    const value = mean(over)
    return { model: name, loss, excess: { value, ci: [value - half, value + half] } }
  })
}

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
