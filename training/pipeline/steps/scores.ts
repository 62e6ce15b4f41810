import { regimeLabels } from '../../fit-range'
import { horizonLosses, regimeLosses, type MeasuredLosses } from '../../held-out-losses'
import { logHarForecasts } from '../../baselines/walk-forward-log-har'
import { resultOf, type Step } from '../step'
import { preparedOf } from './features'
import { folds, heldOf } from './folds'
import { foldSteps } from './fold'
import { heldOutOf } from './tune'

/** What the folds' models, and log-HAR fitted on the same bars, lost on the bars held out, bar by bar. */
export type FoldScores = {
  readonly bandshift: readonly MeasuredLosses[]
  /** The measures of the forecasts alone. */
  readonly logHar: readonly MeasuredLosses[]
  /** Regime labels by which the classifier is judged, of the bars held out. */
  readonly labels: Uint8Array
}

/** How the procedure that makes these models did on bars it had not seen. */
export const scores: Step<FoldScores> = {
  name: 'scores',
  needs: foldSteps,
  async make(run, onProgress) {
    onProgress('score folds', 0, 1)
    const prepared = await preparedOf(run)
    const predictions = await heldOutOf(run, prepared)
    const own = await resultOf(run, folds)
    const held = heldOf(own)
    const { states, seed } = run.plan.settings
    const labels = regimeLabels(prepared, held.from, held.to, states, seed).slice(held.from)
    return {
      bandshift: [
        ...horizonLosses(prepared, predictions.term.variance, held),
        regimeLosses(prepared, predictions, labels, held),
      ],
      logHar: horizonLosses(prepared, logHarForecasts(prepared, own.folds), held),
      labels,
    }
  },
}
