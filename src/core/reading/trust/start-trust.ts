import { DAY } from '../../market/event'
import { isCalendar } from '../../features/season'
import { startSum } from '../../features/rolling'
import type { MarketModels } from '../market-models'
import type { TrustEvidence, TrustRule } from '../trust-rule'
import { startLikeness } from './start-likeness'
import { startLossEvidence } from './loss-evidence'
import { startMaturedLosses } from './matured-losses'
import { startSilence } from './silence'
import { placeOfRow } from './training-range'
import { checkTrustLimits, type TrustLimits } from './trust-limits'

const trustObjections = [
  'models-too-old',
  'columns-missing',
  'features-outside-training',
  'features-unlike-training',
  'features-drifted',
  'features-stuck',
  'forecast-missing',
  'forecast-too-low',
  'forecast-too-high',
  'forecast-worse-than-log-har',
] as const

/** Why models are not believed. `recovering`: nothing speaks against them any more, but not for long enough. */
export type TrustReason = (typeof trustObjections)[number] | 'recovering'

/** What is judged: the models' columns and bars, and what they learned from. */
export type JudgedModels = Pick<MarketModels, 'columns' | 'trainedOn'> & {
  readonly grid: Pick<MarketModels['grid'], 'barsPerDay' | 'horizonBars'>
}

const isFinite = (values: Float64Array): boolean => values.length > 0 && values.every(Number.isFinite)

/**
 * Starts the rule that judges a market's models at each bar: their age; columns without a value, stuck, beyond the
 * range of training, not together as there, or distributed otherwise; the variance that came beside the one forecast
 * over the window; and whether the forecaster has become worse than log-HAR. All reasons are given; none means that
 * they are believed. Once they are not, they are again after `calmDays` of bars in a row without an objection. What no
 * reference was published for is not judged. A fold of bars with bounded memory: the same bars give the same reasons,
 * live and afterwards. Faults with 'numerical-domain' on limits out of range.
 */
export const startTrust = (limits: TrustLimits, { columns, grid, trainedOn }: JudgedModels): TrustRule => {
  checkTrustLimits(limits)
  const { from, until, scales, reference } = trainedOn
  const isJudged = columns.map((name) => !isCalendar(name))
  const oldest = until + Math.max(limits.maxAgeDays * DAY, limits.maxAgeShare * (until - from))
  const maxOutside = Math.max(limits.maxOutside, limits.driftExcess * (reference?.outsideShare ?? 0))
  const barsOf = (days: number): number => Math.round(days * grid.barsPerDay)
  const windowBars = Math.max(barsOf(limits.windowDays), limits.leastBars)
  const calmBars = limits.calmDays === 0 ? 0 : Math.max(barsOf(limits.calmDays), 1)
  const [horizonBars] = grid.horizonBars
  const outside = startSum(windowBars)
  const realized = startSum(windowBars)
  const expected = startSum(windowBars)
  const likeness = startLikeness(limits, windowBars, columns, trainedOn)
  const matured = startMaturedLosses(horizonBars, limits.lossTolerance)
  const runLength = Math.max((limits.lossAlarmDays * grid.barsPerDay) / horizonBars, 2)
  const worse = reference && startLossEvidence({ scale: reference.lossScale, runLength })
  const silence = startSilence({
    runBars: Math.max(barsOf(limits.silentDays), windowBars),
    shareBars: Math.max(barsOf(limits.shareDays), windowBars),
    most: limits.maxSilent,
  })
  let judged = 0
  /** Variance forecast for the bar to come: the mean over the shortest horizon. */
  let forecast: number | undefined
  let calm = Infinity
  let outsideShare = 0

  /** Realized over forecast variance of the window; undefined until it is full. */
  const ratioWith = (variance: number): number | undefined => {
    if (forecast === undefined || !Number.isFinite(variance)) return undefined
    const ratio = realized(variance) / expected(forecast)
    return ++judged >= windowBars ? ratio : undefined
  }

  const objections = (evidence: TrustEvidence): readonly TrustReason[] => {
    const { bar, row, logVariance, logHar, posterior, variance } = evidence
    const place = placeOfRow(row, scales, isJudged)
    // Of the whole window, also while it fills: a few odd bars after warming up are not many.
    outsideShare = outside(place === 'inside' ? 0 : 1) / windowBars
    if (place !== 'missing') likeness?.step(row)
    const ratio = ratioWith(variance)
    const sound = isFinite(logVariance) && isFinite(posterior)
    forecast = sound ? Math.exp(logVariance[0]) : undefined
    const difference = matured(variance, sound ? { logVariance: logVariance[0], logHar: logHar[0] } : undefined)
    if (difference !== undefined) worse?.step(difference)
    const found: Readonly<Record<(typeof trustObjections)[number], boolean>> = {
      'models-too-old': !(bar.timestamp <= oldest),
      'columns-missing': place === 'missing',
      'features-outside-training': outsideShare > maxOutside,
      'features-unlike-training': (likeness?.unlikeShare() ?? 0) > limits.maxUnlike,
      'features-drifted': (likeness?.drifted().length ?? 0) > limits.maxDrifted * columns.length,
      'features-stuck': (likeness?.stuck().length ?? 0) > 0,
      'forecast-missing': !sound,
      'forecast-too-low': ratio !== undefined && ratio > limits.maxRatio,
      'forecast-too-high': ratio !== undefined && ratio * limits.maxRatio < 1,
      'forecast-worse-than-log-har': worse?.isWorse() === true,
    }
    return trustObjections.filter((reason) => found[reason])
  }

  const settle = (reasons: readonly TrustReason[]): readonly TrustReason[] => {
    if (reasons.length > 0) calm = 0
    else if (calm < calmBars) calm++
    const all: readonly TrustReason[] = reasons.length === 0 && calm < calmBars ? ['recovering'] : reasons
    silence.step(all.length === 0)
    return all
  }

  return {
    step: (evidence) => settle(objections(evidence)),
    unread: () => settle(['columns-missing']),
    figures: () => ({
      trustedShare: silence.trustedShare(),
      distrustedBars: silence.distrustedBars(),
      silenced: silence.silenced(),
      outsideShare,
      unlikeShare: likeness?.unlikeShare() ?? 0,
      drifted: likeness?.drifted() ?? [],
      stuck: likeness?.stuck() ?? [],
      lossEvidence: worse === undefined ? 0 : worse.value() / runLength,
    }),
  }
}
