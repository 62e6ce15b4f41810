import { Fault } from '../../error'
import type { Timestamp } from '../../market/event'
import { bracketedRoot } from '../../statistics/bracketed-root'
import { accountAt, liquidationDistance, type LiquidationDistance, type LiquidationSearch } from './liquidation'
import { scaledBook, type MarginAccount } from './margin-book'
import { marginOf, type MarginModel } from './margin-model'

/** When an account must be made safer, and how far. */
export type MarginPolicy = {
  /** Equity over maintenance below which the book is reduced, ≥ 1, and to which. */
  readonly leastRatio: number
  readonly targetRatio: number
  /** Probability of touching a liquidation within the search's years above which it warns, in [0, 1]. */
  readonly mostProbability: number
  /** Seconds between evaluations; half of it where it warns. */
  readonly interval: number
}

export type MarginSnapshot = {
  readonly account: MarginAccount
  readonly model: MarginModel
  readonly search: LiquidationSearch
  readonly policy: MarginPolicy
  /** Cost of closing, as a share of the margin that it frees. */
  readonly closingCost: number
}

export type MarginReason = 'enough-margin' | 'too-little-margin' | 'liquidation-near' | 'below-maintenance'

/** Whether a book must shrink. Values in currency; every number is finite. */
export type MarginDecision = {
  readonly kind: 'hold' | 'trade'
  readonly distance: LiquidationDistance
  /** Equity over maintenance; undefined where nothing is demanded. */
  readonly ratio: number | undefined
  /** Share of every position to close, in [0, 1]. */
  readonly closeShare: number
  readonly nextEvaluationSeconds: number
  readonly reasons: readonly MarginReason[]
  readonly next: { readonly evaluatedAt: Timestamp; readonly dueAt: Timestamp }
}

/**
 * The share of every position to close so that equity, less what closing costs, is `targetRatio` × the maintenance
 * margin of what is left: 0 while equity is at least `leastRatio` × maintenance, 1 where nothing less suffices. Closing
 * at the mark leaves equity as it is. Faults on a policy out of range or a book that cannot be valued.
 */
export const evaluateMargin = ({ account, model, search, policy, closingCost }: MarginSnapshot): MarginDecision => {
  const { leastRatio, targetRatio, mostProbability, interval } = policy
  if (!(leastRatio >= 1 && targetRatio >= leastRatio && targetRatio < Infinity && interval > 0 && closingCost >= 0))
    throw new Fault('numerical-domain', 'a margin policy needs 1 ≤ least ratio ≤ target ratio and an interval > 0')
  const { book } = account
  const distance = liquidationDistance(account, model, search)
  const { equity, maintenance } = distance
  const reasons: MarginReason[] = []
  const touch = Math.max(distance.up?.probability ?? 0, distance.down?.probability ?? 0)
  if (distance.below) reasons.push('below-maintenance')
  if (touch > mostProbability) reasons.push('liquidation-near')
  let closeShare = 0
  if (equity < leastRatio * maintenance) {
    reasons.push('too-little-margin')
    const lack = (share: number): number => {
      const left = marginOf(model, scaledBook(book, 1 - share)).maintenance
      return equity - closingCost * (maintenance - left) - targetRatio * left
    }
    closeShare = lack(1) <= 0 ? 1 : (bracketedRoot(lack, 0, 1) ?? 1)
  }
  if (reasons.length === 0) reasons.push('enough-margin')
  const seconds = reasons[0] === 'enough-margin' ? interval : 0.5 * interval
  return {
    kind: closeShare > 0 ? 'trade' : 'hold',
    distance,
    ratio: maintenance > 0 ? equity / maintenance : undefined,
    closeShare,
    nextEvaluationSeconds: seconds,
    reasons,
    next: { evaluatedAt: book.time, dueAt: book.time + Math.round(seconds * 1e6) },
  }
}

/**
 * Equity over maintenance of one account along a path of spots, and the first look at which it would have been
 * liquidated; undefined where none.
 */
export const marginAlong = (
  account: MarginAccount,
  model: MarginModel,
  spots: Float64Array,
  stepMicroseconds: number,
): { readonly equity: Float64Array; readonly maintenance: Float64Array; readonly liquidatedAt: number | undefined } => {
  const equity = new Float64Array(spots.length)
  const maintenance = new Float64Array(spots.length)
  let liquidatedAt: number | undefined
  for (let step = 0; step < spots.length; step++) {
    const book = { ...account.book, time: account.book.time + step * stepMicroseconds }
    const at = accountAt({ ...account, book }, model, spots[step])
    equity[step] = at.equity
    maintenance[step] = at.maintenance
    if (liquidatedAt === undefined && at.equity < at.maintenance) liquidatedAt = step
  }
  return { equity, maintenance, liquidatedAt }
}
