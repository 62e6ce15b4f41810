import { rowsToFit } from './sample'
import type { Range, Split } from './split'

/** Bars that models learn from, and the bars after them that they forecast. No target of the first reaches into the second. */
export type WalkFold = { readonly fit: Range; readonly held: Range }

/** Folds at most: each is a whole training. */
export const MOST_FOLDS = 3
const LEAST_ROWS = 500

/**
 * Folds that walk forward over the training part, in time order: the last holds out the policy part, those before it stretches of the same length before that, as long as
 * each learns from as much as it is judged on. At least the last.
 */
export const walkForward = (
  { fit, policy }: Pick<Split, 'fit' | 'policy'>,
  optionBars: number,
): readonly WalkFold[] => {
  const length = policy.to - policy.from
  const folds: WalkFold[] = [{ fit, held: policy }]
  for (let back = 1; back < MOST_FOLDS; back++) {
    const to = policy.from - back * length
    const learned = rowsToFit(fit.from, to, optionBars)
    if (to - fit.from < length || learned < LEAST_ROWS) break
    folds.unshift({ fit: { from: fit.from, to }, held: { from: to, to: to + length } })
  }
  return folds
}
