import { chooseBackend } from '../../../models/backend'
import { fitModels, type FittedModels } from '../../fit/fit-models'
import { modelFitOptions } from '../../fit/fit-network'
import { regimeLabels } from '../../labels/labels'
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
    const prepared = await preparedOf(run)
    const { to } = split.train
    return fitModels(prepared, regimeLabels(prepared, { kind, states, seed }, to), {
      to,
      seed,
      onEpoch: (model, { epoch }) => onProgress(`fit: ${model}`, epoch, modelFitOptions.epochs),
    })
  },
}
