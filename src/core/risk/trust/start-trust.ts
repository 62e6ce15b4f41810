import { DAY, type Timestamp } from '../../market/event'
import { startSum } from '../../features/rolling'
import type { TrustEvidence, TrustRule } from '../../market/state/trust-rule'
import { placeOfRow, type TrainingScale } from './training-range'
import { checkTrustLimits, type TrustLimits } from './trust-limits'

const trustObjections = [
  'models-too-old',
  'columns-missing',
  'features-outside-training',
  'forecast-missing',
  'forecast-too-low',
  'forecast-too-high',
] as const

/** Why models are not believed. `recovering`: nothing speaks against them any more, but not for long enough. */
export type TrustReason = (typeof trustObjections)[number] | 'recovering'

/** What the models learned from. */
export type TrainedOn = {
  /** End of the data of the older of them. */
  readonly until: Timestamp
  readonly scales: readonly TrainingScale[]
}

const isFinite = (values: Float64Array): boolean => values.length > 0 && values.every(Number.isFinite)

/**
 * Starts the rule that judges a market's models at each bar: their age, rows outside what they were trained on, columns or forecasts without a value, and the variance that
 * came beside the one they had forecast over the window. All reasons are given; none means that they are believed. Once they are not, they are again after `calmBars` bars in
 * a row without an objection. The same bars give the same reasons. Faults with 'numerical-domain' on limits out of range.
 */
export const startTrust = (limits: TrustLimits, { until, scales }: TrainedOn): TrustRule => {
  checkTrustLimits(limits)
  const outside = startSum(limits.windowBars)
  const realized = startSum(limits.windowBars)
  const expected = startSum(limits.windowBars)
  let judged = 0
  /** Variance forecast for the bar to come: the mean over the shortest horizon. */
  let forecast: number | undefined
  let calm = Infinity

  /** Realized over forecast variance of the window; undefined until it is full. */
  const ratioWith = (variance: number): number | undefined => {
    if (forecast === undefined || !Number.isFinite(variance)) return undefined
    const ratio = realized(variance) / expected(forecast)
    return ++judged >= limits.windowBars ? ratio : undefined
  }

  const objections = ({ bar, row, logVariance, posterior, variance }: TrustEvidence): readonly TrustReason[] => {
    const place = placeOfRow(row, scales)
    // Of the whole window, also while it fills: a few odd bars after warming up are not many.
    const outsideShare = outside(place === 'inside' ? 0 : 1) / limits.windowBars
    const ratio = ratioWith(variance)
    const sound = isFinite(logVariance) && isFinite(posterior)
    forecast = sound ? Math.exp(logVariance[0]) : undefined
    const found: Readonly<Record<(typeof trustObjections)[number], boolean>> = {
      'models-too-old': !(bar.timestamp - until <= limits.maxAgeDays * DAY),
      'columns-missing': place === 'missing',
      'features-outside-training': outsideShare > limits.maxOutside,
      'forecast-missing': !sound,
      'forecast-too-low': ratio !== undefined && ratio > limits.maxRatio,
      'forecast-too-high': ratio !== undefined && ratio * limits.maxRatio < 1,
    }
    return trustObjections.filter((reason) => found[reason])
  }

  return {
    step: (evidence) => {
      const reasons = objections(evidence)
      if (reasons.length > 0) calm = 0
      else if (calm < limits.calmBars) calm++
      return reasons.length === 0 && calm < limits.calmBars ? ['recovering'] : reasons
    },
  }
}
