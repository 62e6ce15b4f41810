import type { MeasuredLosses } from '../../../src/core/promotion/compare-losses'
import { heldOf } from '../../data/split'
import type { Predictions } from '../../fit/predict'
import { horizonLosses, regimeLosses } from '../../judge/held-out-losses'
import {
  baselineForecasts,
  baselineLosses,
  fittedStandIns,
  servedHorizons,
  withStandIns,
  type ServedHorizon,
  type ServingForecasts,
} from '../../judge/served-horizons'
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
  /** Forecasts on the bars held out. */
  readonly serving: ServingForecasts
  /** A baseline's in place of the forecaster's where it serves. */
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
    const { split, folds: walked } = await resultOf(run, folds)
    const held = heldOf(walked)
    const { states, seed } = run.plan.settings
    const { kind } = await resultOf(run, labels)
    const judging = regimeLabels(prepared, { kind, states, seed }, held.from, held.to)
    const judged = judging.state.slice(held.from, labelledTo(held, judging))
    const raw = await heldOutOf(run, prepared)
    const forecasts = baselineForecasts(prepared, walked)
    const baselines = baselineLosses(prepared, forecasts, held)
    const standIns = fittedStandIns(prepared, split.train.to)
    const served = servedHorizons(horizonLosses(prepared, raw.term.variance, held), baselines, standIns)
    const serving = standIns.flatMap(({ serves, model }) =>
      served.some((one) => one.serves === serves)
        ? forecasts.filter((one) => one.model === model).map((one) => ({ ...one, serves }))
        : [],
    )
    const predictions = withStandIns(raw, served, serving)
    const logHar = baselines.find(({ model }) => model === 'logHar')
    if (logHar === undefined) throw new TypeError('log-HAR is among the baselines')
    return {
      served,
      serving,
      bandshift: [
        ...horizonLosses(prepared, predictions.term.variance, held),
        regimeLosses(predictions, judged, judging.reach, held.from),
      ],
      logHar: logHar.losses,
      labels: judged,
      reach: judging.reach,
    }
  },
}

/** Predictions on bars held out as they serve: a baseline's where one serves in the forecaster's place. */
export const asServed = async (run: RunFolder, predictions: Predictions): Promise<Predictions> => {
  const { served, serving } = await resultOf(run, scores)
  return withStandIns(predictions, served, serving)
}
