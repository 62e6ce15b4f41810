import type { ModelSet } from '../../models/store/history'
import type { Standing } from '../../models/store/standing'
import { cardOf } from '../../models/store/version'
import type { Beaten } from '../../src/core/promotion/decide-promotion'
import type { LossComparison } from '../../src/core/promotion/compare-losses'
import {
  decidePromotion,
  type PromotionDecision,
  type PromotionReason,
} from '../../src/core/promotion/decide-promotion'
import { beatenText, reasonText } from '../../src/core/promotion/reason-text'
import { modelLabel } from '../../src/report/labels'
import type { PromotionMode } from '../data/options'
import type { Prepared } from '../data/prepare'
import type { Range } from '../data/split'
import type { Predictions } from '../fit/predict'
import { rivalLosses, type HeldLabels } from '../judge/held-out-losses'
import { viewOfChampion } from '../judge/unseen'

/** What is done with a published set: it is promoted, shadowed beside the champion, or kept in the registry. */
export type SetDecision = {
  readonly action: 'promote' | 'nominate' | 'keep'
  readonly reasons: readonly string[]
  /** Policy of the champion at the decision; absent where there was none. */
  readonly champion?: string
  readonly comparisons: readonly LossComparison[]
}

/** A published set: its recording, its ids, the end of its training part, and its folds' held-out predictions. */
export type Challenger = {
  readonly prepared: Prepared
  readonly set: ModelSet
  readonly trainedTo: number
  readonly heldOut: Predictions
  /** Baselines that beat its forecasts beyond chance at a horizon where none that can serve stands level with them. */
  readonly unserved: readonly Beaten[]
  readonly held: Range
  readonly labels: HeldLabels
}

/** Reasons against a promotion that more bars do not change: a set refused for one of them is not shadowed. */
const final = new Set<PromotionReason['kind']>(['same', 'worse'])

/**
 * What is done with a set after the comparison with the champion, and why.
 *
 * @internal
 */
export const actionOf = (
  { promote, reasons }: Pick<PromotionDecision, 'promote' | 'reasons'>,
  mode: Extract<PromotionMode, 'earned' | 'nominate'>,
): Pick<SetDecision, 'action' | 'reasons'> => {
  const texts = reasons.map(reasonText)
  if (promote && mode === 'nominate')
    return { action: 'nominate', reasons: [...texts, 'promoting it is left to an operator'] }
  const isFinal = reasons.some(({ kind }) => final.has(kind))
  return { action: promote ? 'promote' : isFinal ? 'keep' : 'nominate', reasons: texts }
}

/** Decides by the losses of both on bars that neither was fitted on, unless the mode decides without them. */
export const decideSet = async (
  registry: string,
  { champion, condemned }: Standing,
  { prepared, set, trainedTo, heldOut, unserved, held, labels }: Challenger,
  mode: PromotionMode,
): Promise<SetDecision> => {
  const cause = condemned.get(set.policy)
  const kept = (why: string): SetDecision => ({ action: 'keep', reasons: [why], comparisons: [] })
  if (cause !== undefined) return kept(`it was rolled back: ${cause}`)
  if (mode === 'never') return kept('as asked')
  if (mode === 'always') return { action: 'promote', reasons: ['as asked'], comparisons: [] }
  const id = set.policy
  if (champion?.policy === id) return { ...kept('it is in service already'), champion: id }
  if (unserved.length > 0)
    return {
      action: 'keep',
      reasons: [
        ...unserved.map((one) => beatenText({ ...one, by: modelLabel(one.by) })),
        'a baseline that cannot serve forecasts better than all that can; models promote, or --promotion always, puts the set into service all the same',
      ],
      comparisons: [],
      ...(champion && { champion: champion.policy }),
    }
  if (champion === undefined) {
    const { reasons } = decidePromotion(undefined, { id, trainedTo, losses: [] })
    return { action: 'promote', reasons: reasons.map(reasonText), comparisons: [] }
  }
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
  return { ...actionOf({ promote, reasons }, mode), comparisons, ...against }
}
