import { FEWEST_MOVING } from '../../data/market'
import { splitBars, walkForwardFolds, type BarSplit, type WalkFold } from '../../data/split'
import { movingBars, refuseStillPrice } from '../../data/split'
import { smootherReach } from '../../labels/labels'
import { resultOf, type Step } from '../step'
import { bars } from './bars'
import { features } from './features'

export type Folds = { readonly split: BarSplit; readonly folds: readonly WalkFold[] }

/**
 * The bars that models are fitted on and those held out; older folds before which the price stood still are left out.
 */
export const folds: Step<Folds> = {
  name: 'folds',
  needs: [features],
  async make(run, onProgress) {
    onProgress('cut folds', 0, 1)
    const market = await resultOf(run, bars)
    const { profile } = market
    const { first, series } = await resultOf(run, features)
    const split = splitBars(first, series.length, profile)
    refuseStillPrice({ series, market }, split.policy, 'tune the policy on')
    const all = walkForwardFolds(split, Math.max(profile.optionBars, smootherReach(profile)))
    const moves = ({ fit }: WalkFold): boolean =>
      movingBars({ series, market }, fit) >= Math.min(FEWEST_MOVING, fit.to / 2)
    return { split, folds: all.filter((fold, i) => i === all.length - 1 || moves(fold)) }
  },
}
