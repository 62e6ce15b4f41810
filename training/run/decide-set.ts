import type { ModelSet } from '../../models/store/history'
import type { Standing } from '../../models/store/standing'
import { cardOf } from '../../models/store/version'
import {
  decidePromotion,
  type PromotionDecision,
  type PromotionReason,
} from '../../src/core/promotion/decide-promotion'
import type { LossComparison } from '../../src/core/promotion/compare-losses'
import { reasonText } from '../../src/core/promotion/reason-text'
import { viewOfChampion } from '../judge/unseen'
import type { Predictions } from '../fit/predict'
import type { Prepared } from '../data/prepare'
import type { PromotionRule } from '../data/options'
import { rivalLosses, type HeldLabels } from '../judge/held-out-losses'
import type { Range } from '../data/split'

/**
 * What becomes of a set that was published: it goes into service, is shadowed beside the champion, or stays in the
 * registry.
 */
export type Decision = {
  readonly action: 'promote' | 'nominate' | 'keep'
  readonly reasons: readonly string[]
  /** The champion when this was decided, by its policy; absent where there was none. */
  readonly champion?: string
  readonly comparisons: readonly LossComparison[]
}

/**
 * What is known of the challenger: its recording, its ids, the end of what it learned from, and what its folds said of
 * the bars they held out.
 */
export type Challenger = {
  readonly prepared: Prepared
  readonly set: ModelSet
  readonly trainedTo: number
  readonly heldOut: Predictions
  readonly held: Range
  readonly labels: HeldLabels
}

/** Reasons against a promotion that more bars cannot change: a set refused for one of them is not shadowed. */
const final = new Set<PromotionReason['kind']>(['same', 'worse'])

/**
 * What becomes of a set by the comparison with the champion, and why.
 *
 * @internal
 */
export const whatBecomes = (
  { promote, reasons }: Pick<PromotionDecision, 'promote' | 'reasons'>,
  rule: Extract<PromotionRule, 'earned' | 'nominate'>,
): Pick<Decision, 'action' | 'reasons'> => {
  const said = reasons.map(reasonText)
  if (promote && rule === 'nominate')
    return { action: 'nominate', reasons: [...said, 'promoting it is left to an operator'] }
  const isFinal = reasons.some(({ kind }) => final.has(kind))
  return { action: promote ? 'promote' : isFinal ? 'keep' : 'nominate', reasons: said }
}

/** Decides by what both lost on bars that neither had learned from, unless the user decided already. */
export const decideSet = async (
  registry: string,
  { champion, condemned }: Standing,
  { prepared, set, trainedTo, heldOut, held, labels }: Challenger,
  rule: PromotionRule,
): Promise<Decision> => {
  const cause = condemned.get(set.policy)
  const kept = (why: string): Decision => ({ action: 'keep', reasons: [why], comparisons: [] })
  if (cause !== undefined) return kept(`it was rolled back: ${cause}`)
  if (rule === 'never') return kept('as asked')
  if (rule === 'always') return { action: 'promote', reasons: ['as asked'], comparisons: [] }
  const id = set.policy
  if (champion === undefined) {
    const { reasons } = decidePromotion(undefined, { id, trainedTo, losses: [] })
    return { action: 'promote', reasons: reasons.map(reasonText), comparisons: [] }
  }
  if (champion.policy === id) return { ...kept('it is in service already'), champion: id }
  const view = await viewOfChampion(registry, champion, prepared, held)
  const against = { champion: champion.policy }
  if (view.kind === 'incomparable')
    return { ...kept(`it cannot be compared with the champion: ${view.why}`), ...against }
  const losses = rivalLosses(prepared, heldOut, view, labels)
  if (losses.champion.length === 0 || losses.champion.some(({ values }) => values.length < 2))
    return {
      ...{ action: 'nominate', comparisons: [], ...against },
      reasons: ['no bars that the champion has not learned from'],
    }
  const { split } = await cardOf(registry, 'volatility-forecaster', champion.forecaster)
  const { promote, reasons, comparisons } = decidePromotion(
    { id: champion.policy, trainedTo: split.train.to, losses: losses.champion },
    { id, trainedTo, losses: losses.challenger },
  )
  return { ...whatBecomes({ promote, reasons }, rule), comparisons, ...against }
}
