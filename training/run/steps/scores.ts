import type { MeasuredLosses } from '../../../src/core/promotion/compare-losses'
import { labelledTo, regimeLabels } from '../../labels/labels'
import { horizonLosses, regimeLosses } from '../../judge/held-out-losses'
import { heldOf } from '../../data/split'
import { logHarForecasts } from '../../baselines/log-har'
import { resultOf, type Step } from '../step'
import { preparedOf } from './features'
import { folds } from './folds'
import { foldSteps, heldOutOf } from './fold'
import { labels } from './labels'

/** What the folds' models, and log-HAR fitted on the same bars, lost on the bars held out, bar by bar. */
export type FoldScores = {
  readonly bandshift: readonly MeasuredLosses[]
  /** The measures of the forecasts alone. */
  readonly logHar: readonly MeasuredLosses[]
  /** Regime labels by which the classifier is judged, of the bars held out that have one. */
  readonly labels: Uint8Array
  /** Bars ahead that such a label sees. */
  readonly reach: number
}

/** How the procedure that makes these models did on bars it had not seen. */
export const scores: Step<FoldScores> = {
  name: 'scores',
  needs: foldSteps,
  async make(run, onProgress) {
    onProgress('score folds', 0, 1)
    const prepared = await preparedOf(run)
    const predictions = await heldOutOf(run, prepared)
    const { folds: walked } = await resultOf(run, folds)
    const held = heldOf(walked)
    const { states, seed } = run.plan.settings
    const { kind } = await resultOf(run, labels)
    const judging = regimeLabels(prepared, { kind, states, seed }, held.from, held.to)
    const judged = judging.state.slice(held.from, labelledTo(held, judging))
    return {
      bandshift: [
        ...horizonLosses(prepared, predictions.term.variance, held),
        regimeLosses(predictions, judged, judging.reach, held.from),
      ],
      logHar: horizonLosses(prepared, logHarForecasts(prepared, walked), held),
      labels: judged,
      reach: judging.reach,
    }
  },
}
