import { Fault } from '../error'
import { longRunVariance, overlapLags } from '../statistics/long-run-variance'
import { mean } from '../statistics/moments'
import { twoSidedPValue } from '../statistics/student-t'

/** Chance that Student's t lies below `t`. */
const lowerTail = (t: number, degrees: number): number => {
  const beyond = twoSidedPValue(t, degrees) / 2
  return t < 0 ? beyond : 1 - beyond
}

/**
 * By how much a standard error is to be stretched that took its HAC window, so large a share of the rows, from the same
 * few rows: one-sided 5 % points, Bartlett weights. Kiefer & Vogelsang, Econometric Theory 21 (2005) 1130–1164, table
 * 1.
 */
const windowStretch = (share: number): number =>
  1 + (2.1859 * share + 0.3142 * share ** 2 - 0.3427 * share ** 3) / 1.6449

/** Losses bar by bar in time order, of one measure. */
export type MeasuredLosses = {
  /** Such as `qlike 1h` or `log-loss`. */
  readonly measure: string
  /** Bars over which the targets of neighbouring rows overlap, ≥ 1. */
  readonly horizonBars: number
  readonly values: Float64Array
}

/** Two models on the same bars. `ratio`: mean loss of the challenger over the champion's. */
export type LossComparison = {
  readonly measure: string
  readonly rows: number
  /** Targets among them that do not overlap. */
  readonly targets: number
  readonly champion: number
  readonly challenger: number
  readonly ratio: number
  /** Standard error of `ratio`, by HAC. */
  readonly error: number
  /** One-sided chances of so small, so large a loss of the challenger if both were alike. */
  readonly pBetter: number
  readonly pWorse: number
}

/**
 * Chance of so small a loss of the challenger if its true one were the champion's times 1 + margin: small where it is
 * not worse by more.
 */
export const pNotWorse = ({ ratio, error, targets }: LossComparison, margin: number): number => {
  const above = ratio - 1 - margin
  if (error === 0) return above < 0 ? 0 : 1
  return lowerTail(above / error, Math.max(1, targets - 1))
}

/**
 * Compares the losses of two models on the same rows by the one-sided Diebold-Mariano test. The HAC window spans two
 * horizons of overlapping targets, the standard error allows for the estimated window, and there are as many degrees of
 * freedom as targets that do not overlap, less one: the chances hold on a few dozen of these. Losses that are the same
 * everywhere give p 1 both ways. Faults 'bad-input' where the rows do not pair, are fewer than two or not finite.
 */
export const compareLosses = (champion: MeasuredLosses, challenger: MeasuredLosses): LossComparison => {
  const { measure, horizonBars, values } = champion
  const rows = values.length
  const pairs = challenger.measure === measure && challenger.horizonBars === horizonBars
  if (!pairs || challenger.values.length !== rows || rows < 2 || !(horizonBars >= 1))
    throw new Fault('bad-input', `${measure}: the losses compared are not of the same bars, at least two`)
  const difference = challenger.values.map((loss, i) => loss - values[i])
  if (!difference.every(Number.isFinite)) throw new Fault('bad-input', `${measure}: a loss is not finite`)
  const targets = Math.floor(rows / horizonBars)
  const own = mean(values)
  const other = mean(challenger.values)
  const centre = mean(difference)
  const lags = overlapLags(2 * horizonBars, rows)
  const deviation = Math.sqrt(longRunVariance(difference, lags) / rows) * windowStretch(lags / rows)
  const same = difference.every((d) => d === 0)
  const t = same ? 0 : centre / deviation
  const pBetter = same ? 1 : lowerTail(t, Math.max(1, targets - 1))
  return {
    measure,
    rows,
    targets,
    champion: own,
    challenger: other,
    ratio: own === other ? 1 : other / own,
    error: same ? 0 : deviation / Math.abs(own),
    pBetter,
    pWorse: same ? 1 : 1 - pBetter,
  }
}
