import { Fault } from '../error'
import type { Timestamp } from '../market/event'
import { compareLosses, pNotWorse, type LossComparison, type MeasuredLosses } from './compare-losses'

/** The evidence that a promotion needs. */
export type PromotionRule = {
  /** Chance, in (0, 0.5), of promoting one that is not better, of all measures together. */
  readonly significance: number
  /**
   * A fresher one may lose at most this share of the champion's mean loss, > 0, by the upper bound of what it may have
   * lost.
   */
  readonly margin: number
  /** Targets that do not overlap, by measure, below which no test is made; ≥ 5. */
  readonly leastTargets: number
}

export const defaultPromotionRule: PromotionRule = { significance: 0.05, margin: 0.02, leastTargets: 20 }

/** Throws 'numerical-domain' where a rule lies outside its ranges; NaN stops here. */
const checkPromotionRule = ({ significance, margin, leastTargets }: PromotionRule): void => {
  if (!(significance > 0 && significance < 0.5 && margin > 0 && leastTargets >= 5))
    throw new Fault(
      'numerical-domain',
      'promotion needs a significance in (0, 0.5), a margin > 0 and at least 5 separate targets',
    )
}

/** A set of models with what it lost, bar by bar, on bars that neither it nor its rival has learned from. */
export type PromotionCandidate = {
  /** Of the policy, which names its models. */
  readonly id: string
  /** End of the data that it learned from. */
  readonly trainedTo: Timestamp
  /** One a measure, in the same order and on the same bars as the rival's. */
  readonly losses: readonly MeasuredLosses[]
}

/** Why a challenger is promoted, or is not. */
export type PromotionReason =
  /** Nothing is in service. */
  | { readonly kind: 'first' }
  /** The very set that is in service. */
  | { readonly kind: 'same' }
  | { readonly kind: 'too-few-targets'; readonly measure: string; readonly targets: number; readonly least: number }
  /** `p`: corrected for the number of measures (Holm). */
  | { readonly kind: 'better'; readonly measure: string; readonly ratio: number; readonly p: number }
  | { readonly kind: 'worse'; readonly measure: string; readonly ratio: number; readonly p: number }
  /** Not shown to be better in any measure. */
  | { readonly kind: 'not-better' }
  | { readonly kind: 'not-worse'; readonly margin: number }
  /** May have lost more than the margin. */
  | { readonly kind: 'may-be-worse'; readonly measure: string; readonly ratio: number; readonly p: number }
  | { readonly kind: 'fresher'; readonly days: number }
  | { readonly kind: 'not-fresher' }

export type PromotionDecision = {
  readonly promote: boolean
  readonly reasons: readonly PromotionReason[]
  /** Empty for the first. */
  readonly comparisons: readonly LossComparison[]
}

const MICROSECONDS_A_DAY = 86_400e6

/** Smallest chances first, each times the number of those not smaller, never falling (Holm 1979). */
const holm = (chances: readonly number[]): readonly number[] => {
  const order = chances.map((_, i) => i).sort((a, b) => chances[a] - chances[b])
  const corrected = [...chances]
  let least = 0
  order.forEach((i, rank) => {
    least = Math.min(1, Math.max(least, chances[i] * (chances.length - rank)))
    corrected[i] = least
  })
  return corrected
}

const judge = (
  comparisons: readonly LossComparison[],
  days: number,
  { significance, margin, leastTargets }: PromotionRule,
): Pick<PromotionDecision, 'promote' | 'reasons'> => {
  const few = comparisons.filter(({ targets }) => targets < leastTargets)
  if (few.length > 0)
    return {
      promote: false,
      reasons: few.map(({ measure, targets }) => ({ kind: 'too-few-targets', measure, targets, least: leastTargets })),
    }
  const pBetter = holm(comparisons.map((own) => own.pBetter))
  const pWorse = holm(comparisons.map((own) => own.pWorse))
  const found = (kind: 'better' | 'worse', chances: readonly number[]): readonly PromotionReason[] =>
    comparisons.flatMap(({ measure, ratio }, i) =>
      chances[i] <= significance ? [{ kind, measure, ratio, p: chances[i] }] : [],
    )
  const worse = found('worse', pWorse)
  if (worse.length > 0) return { promote: false, reasons: worse }
  const better = found('better', pBetter)
  if (better.length > 0) return { promote: true, reasons: better }
  const maybe = comparisons.flatMap((own): readonly PromotionReason[] => {
    const p = pNotWorse(own, margin)
    return p <= significance ? [] : [{ kind: 'may-be-worse', measure: own.measure, ratio: own.ratio, p }]
  })
  const fresh: PromotionReason = days > 0 ? { kind: 'fresher', days } : { kind: 'not-fresher' }
  const notBetter: PromotionReason = { kind: 'not-better' }
  return maybe.length > 0
    ? { promote: false, reasons: [notBetter, ...maybe, fresh] }
    : { promote: days > 0, reasons: [notBetter, { kind: 'not-worse', margin }, fresh] }
}

/**
 * Whether a challenger takes the champion's place: where it is significantly better in some measure and significantly
 * worse in none; or where it is not worse than the margin in any, by its upper bound, and learned from later data.
 * Without a champion it does. The same losses give the same decision. Faults 'bad-input' where the two were not judged
 * by the same measures on the same bars, or by none; 'numerical-domain' on a rule out of range.
 */
export const decidePromotion = (
  champion: PromotionCandidate | undefined,
  challenger: PromotionCandidate,
  rule: PromotionRule = defaultPromotionRule,
): PromotionDecision => {
  checkPromotionRule(rule)
  if (champion === undefined) return { promote: true, reasons: [{ kind: 'first' }], comparisons: [] }
  const { losses } = champion
  if (losses.length === 0 || challenger.losses.length !== losses.length)
    throw new Fault('bad-input', 'champion and challenger are compared by the same measures, at least one')
  const comparisons = losses.map((own, i) => compareLosses(own, challenger.losses[i]))
  if (champion.id === challenger.id) return { promote: false, reasons: [{ kind: 'same' }], comparisons }
  const days = (challenger.trainedTo - champion.trainedTo) / MICROSECONDS_A_DAY
  return { ...judge(comparisons, days, rule), comparisons }
}

/** What a classical model lost on the same bars, by measure; measures in one order for all models. */
export type BaselineLosses = { readonly model: string; readonly losses: readonly MeasuredLosses[] }

/** A baseline that loses less than a model beyond chance. */
export type Beaten = {
  readonly measure: string
  readonly horizonBars: number
  /** The baseline. */
  readonly by: string
  /** The model's mean loss over the baseline's, > 1. */
  readonly ratio: number
  /** One-sided, corrected for the number of comparisons (Holm). */
  readonly p: number
}

/**
 * The baselines that lose less than a model beyond chance, the one of least loss first within a measure. A measure with
 * fewer separate targets than the rule asks for is not tested. Faults 'bad-input' where the losses are not of the same
 * measures and bars.
 */
export const beatenBy = (
  own: readonly MeasuredLosses[],
  baselines: readonly BaselineLosses[],
  { significance, leastTargets }: Omit<PromotionRule, 'margin'> = defaultPromotionRule,
): readonly Beaten[] => {
  const tested = own.flatMap((losses, i) =>
    losses.values.length / losses.horizonBars < leastTargets
      ? []
      : baselines.map(({ model, losses: theirs }) => ({
          by: model,
          measured: i,
          horizonBars: losses.horizonBars,
          comparison: compareLosses(theirs[i], losses),
        })),
  )
  const chances = holm(tested.map(({ comparison }) => comparison.pWorse))
  return tested
    .map(({ by, measured, horizonBars, comparison }, i) => ({ by, measured, horizonBars, comparison, p: chances[i] }))
    .filter(({ p }) => p <= significance)
    .sort((a, b) => a.measured - b.measured || a.comparison.champion - b.comparison.champion)
    .map(({ by, horizonBars, comparison: { measure, ratio }, p }) => ({ measure, horizonBars, by, ratio, p }))
}
