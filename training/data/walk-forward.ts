import { Fault } from '../../src/core/error'
import { rowsToFit } from './sample'
import type { Range, Split } from './split'

/**
 * Bars that models learn from, and the bars after them that they forecast. No target of the first reaches into the
 * second.
 */
export type WalkFold = { readonly fit: Range; readonly held: Range }

/** Folds at most: each is a whole training. */
export const MOST_FOLDS = 3
/** Fewer rows to learn from are no training, and no further fold. */
const FEWEST_ROWS = 50
const FEWEST_ROWS_OF_MORE = 500

/**
 * Folds that walk forward over the training part, in time order: the last holds out the policy part, those before it
 * stretches of the same length before that, as long as each learns from as much as it is judged on. `reach`: bars ahead
 * that the farthest target sees. Throws 'missing-data' where even the last has too little to learn from.
 */
export const walkForward = ({ fit, policy }: Pick<Split, 'fit' | 'policy'>, reach: number): readonly WalkFold[] => {
  const rows = rowsToFit(fit.from, fit.to, reach)
  if (rows < FEWEST_ROWS)
    throw new Fault(
      'missing-data',
      `${policy.to} bars leave ${rows} rows to train on, fewer than ${FEWEST_ROWS}; record more`,
    )
  const length = policy.to - policy.from
  const folds: WalkFold[] = [{ fit, held: policy }]
  for (let back = 1; back < MOST_FOLDS; back++) {
    const to = policy.from - back * length
    if (to - fit.from < length || rowsToFit(fit.from, to, reach) < FEWEST_ROWS_OF_MORE) break
    folds.unshift({ fit: { from: fit.from, to }, held: { from: to, to: to + length } })
  }
  return folds
}
