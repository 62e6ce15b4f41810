import { splitBars, walkForwardFolds, type BarSplit, type WalkFold } from '../../data/split'
import { smootherReach } from '../../labels/labels'
import { resultOf, type Step } from '../step'
import { bars } from './bars'
import { features } from './features'

export type Folds = { readonly split: BarSplit; readonly folds: readonly WalkFold[] }

/** The bars that models are fitted on and those held out. */
export const folds: Step<Folds> = {
  name: 'folds',
  needs: [features],
  async make(run, onProgress) {
    onProgress('cut folds', 0, 1)
    const { profile } = await resultOf(run, bars)
    const { first, series } = await resultOf(run, features)
    const split = splitBars(first, series.length, profile)
    return { split, folds: walkForwardFolds(split, Math.max(profile.optionBars, smootherReach(profile))) }
  },
}
