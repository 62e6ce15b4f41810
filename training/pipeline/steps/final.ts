import { chooseBackend } from '../../../models/backend'
import { defaultFitOptions } from '../../fit/fit-options'
import type { FittedModels } from '../../fit-models'
import { fitRange } from '../../fit-range'
import { resultOf, type Step } from '../step'
import { preparedOf } from './features'
import { folds } from './folds'

/** The models that are published: fitted on the whole training part. */
export const final: Step<FittedModels> = {
  name: 'final',
  needs: [folds],
  isLong: true,
  async make(run, onProgress) {
    await chooseBackend(run.plan.backend.name)
    const { states, seed } = run.plan.settings
    const { split } = await resultOf(run, folds)
    return fitRange(await preparedOf(run), split.train, states, seed, (model, { epoch }) =>
      onProgress(`fit: ${model}`, epoch, defaultFitOptions.epochs),
    )
  },
}
