import { chooseBackend } from '../../../models/backend'
import { chooseLabels, type LabelChoice } from '../../fit/choose-labels'
import { resultOf, type Step } from '../step'
import { preparedOf } from './features'
import { folds } from './folds'

/** Chooses the kind of labels the classifier learns, on bars that no fold holds out. */
export const labels: Step<LabelChoice> = {
  name: 'labels',
  needs: [folds],
  isLong: true,
  async make(run, onProgress) {
    onProgress('choose labels', 0, 1)
    await chooseBackend(run.plan.backend.name)
    const { states, seed } = run.plan.settings
    const { folds: all } = await resultOf(run, folds)
    return chooseLabels(await preparedOf(run), states, all[0].fit.to, seed)
  },
}
