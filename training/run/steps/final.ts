import { chooseBackend } from '../../../models/backend'
import { defaultFitOptions } from '../../fit/fit-options'
import type { FittedModels } from '../../fit/fit-models'
import { fitRange } from '../../fit/fit-range'
import { resultOf, type Step } from '../step'
import { preparedOf } from './features'
import { folds } from './folds'
import { labels } from './labels'

/** The models that are published: fitted on the whole training part. */
export const final: Step<FittedModels> = {
  name: 'final',
  needs: [labels],
  isLong: true,
  async make(run, onProgress) {
    await chooseBackend(run.plan.backend.name)
    const { states, seed } = run.plan.settings
    const { split } = await resultOf(run, folds)
    const { kind } = await resultOf(run, labels)
    return fitRange(await preparedOf(run), kind, split.train, states, seed, (model, { epoch }) =>
      onProgress(`fit: ${model}`, epoch, defaultFitOptions.epochs),
    )
  },
}
