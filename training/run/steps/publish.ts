import { chooseBackend } from '../../../models/backend'
import type { Classifier } from '../../../models/classifier/classifier'
import type { Prepared } from '../../data/prepare'
import { disposeModels, leaveToBaselines } from '../../fit/fit-models'
import { cardEvidence } from '../../judge/card-evidence'
import { fittedStandIns } from '../../judge/served-horizons'
import { publishAll, type PublishedVersion } from '../publish-all'
import { resultOf, type Step } from '../step'
import { centre } from './centre'
import { preparedOf } from './features'
import { final } from './final'
import { heldOutOf } from './fold'
import { folds } from './folds'
import { asServed, scores } from './scores'
import { tune } from './tune'

/**
 * Bars over which a live posterior is judged: those of its labels where these are classes of what follows, else the
 * shortest horizon.
 */
const regimeBars = ({ labels }: Classifier, { market: { profile } }: Prepared): number =>
  typeof labels === 'number' ? labels : profile.horizons[0].bars

/** Publishes the models and the policy to the registry. Idempotent. */
export const publishStep: Step<readonly PublishedVersion[]> = {
  name: 'publish',
  needs: [final, tune, scores, centre],
  async make(run, onProgress) {
    onProgress('publish', 0, 1)
    const { out, settings, backend } = run.plan
    await chooseBackend(backend.name)
    const fitted = await resultOf(run, final)
    const prepared = await preparedOf(run)
    const { split, folds: walked } = await resultOf(run, folds)
    const { bandshift, logHar, labels, served } = await resultOf(run, scores)
    const standIns = fittedStandIns(prepared, split.train.to)
    const models = leaveToBaselines(
      fitted,
      prepared.dataset.columns,
      served.flatMap(({ horizon, serves }) =>
        standIns.flatMap((one) => (one.serves === serves ? [{ horizon, fit: one.fits[horizon] }] : [])),
      ),
    )
    const published = await publishAll(out, {
      prepared,
      backend,
      models,
      ...(await resultOf(run, tune)),
      centre: (await resultOf(run, centre)).found,
      split,
      evidence: cardEvidence({
        prepared,
        folds: walked,
        predictions: await asServed(run, await heldOutOf(run, prepared)),
        losses: bandshift,
        logHar,
        served,
        labels,
        regimeBars: regimeBars(models.classifier, prepared),
        seed: settings.seed,
      }),
      ...{ states: settings.states, seed: settings.seed, riskAversion: settings.riskAversion },
    })
    disposeModels(models)
    onProgress('publish', 1, 1)
    return published
  },
}
