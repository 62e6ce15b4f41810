import type { MeasuredLosses } from '../../../src/core/promotion/compare-losses'
import { heldOf } from '../../data/split'
import type { Predictions } from '../../fit/predict'
import { horizonLosses, regimeLosses } from '../../judge/held-out-losses'
import {
  baselineForecasts,
  baselineLosses,
  servedHorizons,
  withLogHar,
  type BaselineForecasts,
  type ServedHorizon,
} from '../../judge/held-out-losses'
import { labelledTo, regimeLabels } from '../../labels/labels'
import type { RunFolder } from '../run-folder'
import { resultOf, type Step } from '../step'
import { preparedOf } from './features'
import { foldSteps, heldOutOf } from './fold'
import { folds } from './folds'
import { labels } from './labels'

/** Losses of what the folds' models forecast, and of log-HAR fitted on the same bars, on the bars held out. */
export type FoldScores = {
  /** Horizons at which a baseline beats the forecaster beyond chance. */
  readonly served: readonly ServedHorizon[]
  /** Forecasts by log-HAR on the bars held out. */
  readonly fallBack: BaselineForecasts
  /** Log-HAR's in place of the forecaster's where it serves. */
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
    const { folds: walked } = await resultOf(run, folds)
    const held = heldOf(walked)
    const { states, seed } = run.plan.settings
    const { kind } = await resultOf(run, labels)
    const judging = regimeLabels(prepared, { kind, states, seed }, held.from, held.to)
    const judged = judging.state.slice(held.from, labelledTo(held, judging))
    const raw = await heldOutOf(run, prepared)
    const forecasts = baselineForecasts(prepared, walked)
    const baselines = baselineLosses(prepared, forecasts, held)
    const served = servedHorizons(horizonLosses(prepared, raw.term.variance, held), baselines)
    const predictions = withLogHar(raw, served, forecasts)
    const place = forecasts.findIndex(({ model }) => model === 'logHar')
    return {
      served,
      fallBack: forecasts[place],
      bandshift: [
        ...horizonLosses(prepared, predictions.term.variance, held),
        regimeLosses(predictions, judged, judging.reach, held.from),
      ],
      logHar: baselines[place].losses,
      labels: judged,
      reach: judging.reach,
    }
  },
}

/** Predictions on bars held out as they serve: log-HAR's where a baseline beats the forecaster. */
export const asServed = async (run: RunFolder, predictions: Predictions): Promise<Predictions> => {
  const { served, fallBack } = await resultOf(run, scores)
  return withLogHar(predictions, served, [fallBack])
}
