import type { MeasuredLosses } from '../../../src/core/promotion/compare-losses'
import { logHarForecasts } from '../../baselines/log-har'
import { heldOf } from '../../data/split'
import { horizonLosses, regimeLosses } from '../../judge/held-out-losses'
import { labelledTo, regimeLabels } from '../../labels/labels'
import { resultOf, type Step } from '../step'
import { preparedOf } from './features'
import { foldSteps, heldOutOf } from './fold'
import { folds } from './folds'
import { labels } from './labels'

/** Losses of the folds' models, and of log-HAR fitted on the same bars, on the bars held out, bar by bar. */
export type FoldScores = {
  readonly bandshift: readonly MeasuredLosses[]
  /** The measures of the forecasts alone. */
  readonly logHar: readonly MeasuredLosses[]
  /** Regime labels by which the classifier is judged, of the bars held out that have one. */
  readonly labels: Uint8Array
  /** Bars ahead on which such a label depends. */
  readonly reach: number
}

/** Scores the training procedure on held-out bars. */
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
