import { callMargin } from '../../fit/tune-margin'
import { joinHeldOut } from '../../judge/held-out'
import { tuneStrategies, type Tuned } from '../../tune/tune'
import { resultOf, type Step } from '../step'
import { preparedOf } from './features'
import { foldSteps } from './fold'
import { folds } from './folds'
import { labels } from './labels'

export type TunedPolicy = { readonly tuned: Tuned; readonly margin: number }

/** Tunes every strategy on options of the policy part, with forecasts by models fitted before that part. */
export const tune: Step<TunedPolicy> = {
  name: 'tune',
  needs: [foldSteps[0]],
  isLong: true,
  async make(run, onProgress) {
    onProgress('tune strategies', 0, 1)
    const prepared = await preparedOf(run)
    const { heldOut } = await resultOf(run, foldSteps[0])
    if (heldOut === undefined) throw new RangeError('the newest fold is always there')
    const predictions = joinHeldOut(prepared, [heldOut])
    const { split } = await resultOf(run, folds)
    const { kind } = await resultOf(run, labels)
    const { riskAversion, seed } = run.plan.settings
    return {
      tuned: tuneStrategies(prepared, predictions, split.policy, riskAversion),
      margin: callMargin(prepared, { kind, seed }, predictions, split.policy),
    }
  },
}
