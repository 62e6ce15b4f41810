import { startSum } from '../../features/rolling'
import { isCalendar } from '../../features/season'
import { DAY } from '../../market/event'
import type { MarketModels } from '../market-models'
import { placeOfRow } from '../training-reference'
import type { TrustEvidence, TrustRule } from '../trust-rule'
import { startHorizonEvidence } from './horizon-evidence'
import { startLikeness } from './likeness'
import { startLossEvidence, startMaturedLosses } from './loss-evidence'
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

/** Why models are not trusted. `recovering`: the last objection is less than the calm days ago. */
export type TrustReason = (typeof trustObjections)[number] | 'recovering'

/** The judged models: their columns, bars and training. */
export type JudgedModels = Pick<MarketModels, 'columns' | 'trainedOn'> & {
  readonly grid: Pick<MarketModels['grid'], 'barsPerDay' | 'horizonBars'>
}

const isFinite = (values: Float64Array): boolean => values.length > 0 && values.every(Number.isFinite)

/** How often and how long the rule distrusts: `silenced` where that is more than it should. */
type Silence = {
  readonly step: (trusted: boolean) => void
  readonly trustedShare: () => number
  readonly distrustedBars: () => number
  readonly silenced: () => boolean
}

/** Windows in bars; `most` is the greatest share of distrusted bars. */
type SilenceLimits = { readonly runBars: number; readonly shareBars: number; readonly most: number }

/** `silenced` ends on a trusted bar once the share has fallen to this part of its limit. */
const RELEASE = 0.8

/** Starts as after trusted bars alone. */
const startSilence = ({ runBars, shareBars, most }: SilenceLimits): Silence => {
  let [distrusted, run, silenced] = [0, 0, false]
  return {
    step(trusted) {
      run = trusted ? 0 : run + 1
      distrusted += ((trusted ? 0 : 1) - distrusted) / shareBars
      if (run > runBars || distrusted > most) silenced = true
      else if (trusted && distrusted <= RELEASE * most) silenced = false
    },
    trustedShare: () => 1 - distrusted,
    distrustedBars: () => run,
    silenced: () => silenced,
  }
}

/**
 * Starts the rule that judges a market's models at each bar. It objects to their age; to columns that have no value,
 * are stuck, lie beyond the range of training, do not go together as in training or have drifted; to a variance
 * forecast too low or too high over the window; and to a forecaster that has become worse than log-HAR over the
 * shortest horizon. Where it has become worse over a longer one, log-HAR serves at that horizon alone. It gives all
 * reasons; without any the models are trusted. After an objection they are trusted again after `calmDays` of bars in a
 * row without one. Columns are judged against the reference published with the models, where there is one. A fold of
 * bars with bounded memory: the same bars give the same reasons, live and in replay. Faults with 'numerical-domain' on
 * limits out of range.
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
  const runLengthOf = (bars: number): number => Math.max((limits.lossAlarmDays * grid.barsPerDay) / bars, 2)
  const runLength = runLengthOf(horizonBars)
  const worse = reference && startLossEvidence({ scale: reference.lossScale, runLength })
  const later = startHorizonEvidence({
    horizonBars: grid.horizonBars.slice(1),
    scales: reference?.laterLossScales ?? [],
    tolerance: limits.lossTolerance,
    runLengthOf,
  })
  const fallen = (): readonly number[] => grid.horizonBars.filter((_, h) => later.isWorse(h - 1))
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
    // A share of the whole window, also while it fills, so that a few bars after warming up do not exceed the limit.
    outsideShare = outside(place === 'inside' ? 0 : 1) / windowBars
    if (place !== 'missing') likeness?.step(row)
    const ratio = ratioWith(variance)
    const sound = isFinite(logVariance) && isFinite(posterior)
    forecast = sound ? Math.exp(logVariance[0]) : undefined
    const difference = matured(variance, sound ? { logVariance: logVariance[0], logHar: logHar[0] } : undefined)
    if (difference !== undefined) worse?.step(difference)
    later.step(variance, sound ? { logVariance: logVariance.subarray(1), logHar: logHar.subarray(1) } : undefined)
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
    fallsBack: (horizon) => later.isWorse(horizon - 1),
    figures: () => ({
      trustedShare: silence.trustedShare(),
      distrustedBars: silence.distrustedBars(),
      silenced: silence.silenced(),
      outsideShare,
      unlikeShare: likeness?.unlikeShare() ?? 0,
      drifted: likeness?.drifted() ?? [],
      stuck: likeness?.stuck() ?? [],
      lossEvidence: worse === undefined ? 0 : worse.value() / runLength,
      ...(fallen().length === 0 ? {} : { logHarHorizons: fallen() }),
    }),
  }
}
