import { chooseBackend } from '../../../models/backend'
import { disposeModels } from '../../fit-range'
import { publishAll, type PublishedVersion } from '../../publish-all'
import { resultOf, type Step } from '../step'
import { preparedOf } from './features'
import { final } from './final'
import { folds } from './folds'
import { scores } from './scores'
import { tune } from './tune'

/** The versions in the registry; publishing them again changes nothing. */
export const publish: Step<readonly PublishedVersion[]> = {
  name: 'publish',
  needs: [final, tune, scores],
  async make(run, onProgress) {
    onProgress('publish', 0, 1)
    const { out, settings, backend } = run.plan
    await chooseBackend(backend.name)
    const models = await resultOf(run, final)
    const published = await publishAll(out, {
      prepared: await preparedOf(run),
      backend,
      models,
      ...(await resultOf(run, tune)),
      split: (await resultOf(run, folds)).split,
      ...{ states: settings.states, seed: settings.seed, riskAversion: settings.riskAversion },
    })
    disposeModels(models)
    return published
  },
}
