import { chooseBackend } from '../../../models/backend'
import type { Prepared } from '../../data/prepare'
import { MOST_FOLDS } from '../../data/split'
import { disposeModels, fitModels } from '../../fit/fit-models'
import { modelFitOptions } from '../../fit/fit-network'
import type { Predictions } from '../../fit/predict'
import { joinHeldOut, predictRange, type HeldOut } from '../../judge/held-out'
import { regimeLabels } from '../../labels/labels'
import type { RunFolder } from '../run-folder'
import { resultOf, type Step } from '../step'
import { preparedOf } from './features'
import { folds } from './folds'
import { labels } from './labels'

/**
 * Predictions on a fold's held-out bars by models fitted before them; absent where the recording is too short for the
 * fold.
 */
export type FoldResult = { readonly heldOut?: HeldOut }

/**
 * One fold, counted back from the newest: models are fitted on the bars before its held-out bars and forecast those.
 */
const fold = (back: number): Step<FoldResult> => ({
  name: `fold-${back}`,
  needs: [labels],
  isLong: true,
  async make(run, onProgress) {
    const { folds: all } = await resultOf(run, folds)
    const own = all[all.length - back] as (typeof all)[number] | undefined
    if (own === undefined) return {}
    await chooseBackend(run.plan.backend.name)
    const { states, seed } = run.plan.settings
    const prepared = await preparedOf(run)
    const { kind } = await resultOf(run, labels)
    const { to } = own.fit
    const models = await fitModels(prepared, regimeLabels(prepared, { kind, states, seed }, to), {
      to,
      seed,
      onEpoch: (model, { epoch }) => onProgress(`fit fold ${back}: ${model}`, epoch, modelFitOptions.epochs),
    })
    const heldOut = predictRange(prepared, models, own.held)
    disposeModels(models)
    return { heldOut }
  },
})

/** The folds that a run may have; the newest first, which every run has. */
export const foldSteps: readonly Step<FoldResult>[] = Array.from({ length: MOST_FOLDS }, (_, i) => fold(i + 1))

/** Predictions of the folds' models on the bars that each held out, in time order. */
export const heldOutOf = async (run: RunFolder, prepared: Prepared): Promise<Predictions> => {
  const parts: HeldOut[] = []
  for (const step of foldSteps) {
    const { heldOut } = await resultOf(run, step)
    if (heldOut !== undefined) parts.unshift(heldOut)
  }
  return joinHeldOut(prepared, parts)
}
