import { learnBand, type BandEvidence } from '../../band-network/learn-band'
import type { Prepared } from '../../data/prepare'
import { callMargin } from '../../fit/tune-margin'
import { joinHeldOut, type HeldOut } from '../../judge/held-out'
import { tuneStrategies, type Forecast, type Tuned } from '../../tune/tune'
import type { RunFolder } from '../run-folder'
import { resultOf, type Step } from '../step'
import { preparedOf } from './features'
import { foldSteps } from './fold'
import { folds } from './folds'
import { labels } from './labels'
import { pool } from './pool'
import { asServed, scores } from './scores'

export type TunedPolicy = { readonly tuned: Tuned; readonly margin: number; readonly bandEvidence: BandEvidence }

/** Predictions of folds' models on what each held out, given the newest first; undefined for no folds. */
const forecastOf = async (
  run: RunFolder,
  prepared: Prepared,
  newestFirst: readonly HeldOut[],
): Promise<Forecast | undefined> => {
  if (newestFirst.length === 0) return undefined
  const parts = newestFirst.toReversed()
  const range = { from: parts[0].held.from, to: parts[parts.length - 1].held.to }
  return { predictions: await asServed(run, joinHeldOut(prepared, parts)), range }
}

/**
 * Tunes every strategy on options of the policy part, with forecasts by models fitted before that part, and the
 * interval on those of all folds.
 */
export const tune: Step<TunedPolicy> = {
  name: 'tune',
  needs: [scores, pool],
  isLong: true,
  async make(run, onProgress) {
    onProgress('tune strategies', 0, 1)
    const prepared = await preparedOf(run)
    const parts = (await Promise.all(foldSteps.map((step) => resultOf(run, step)))).flatMap(
      ({ heldOut }) => heldOut ?? [],
    )
    const policy = await forecastOf(run, prepared, parts.slice(0, 1))
    const held = await forecastOf(run, prepared, parts)
    if (policy === undefined || held === undefined) throw new RangeError('the newest fold is always there')
    const { predictions } = policy
    const { split } = await resultOf(run, folds)
    const { kind } = await resultOf(run, labels)
    const { riskAversion, evaluationCost = 0, seed } = run.plan.settings
    const lesson = {
      ...{ prepared, until: split.policy.from, states: predictions.states, riskAversion, seed },
      earlier: await forecastOf(run, prepared, parts.slice(1)),
      pooled: (await resultOf(run, pool)).worlds,
    }
    const learned: BandEvidence[] = []
    const tuned = await tuneStrategies(
      prepared,
      { policy, held },
      {
        riskAversion,
        evaluationCost,
        async learn(band, trials) {
          const { policy: chosen, evidence } = await learnBand(lesson, band, trials, (done, all) =>
            onProgress('learn the band', done, all),
          )
          learned.push(evidence)
          return chosen
        },
      },
    )
    return {
      tuned,
      bandEvidence: learned[0],
      margin: callMargin(prepared, { kind, seed }, predictions, split.policy),
    }
  },
}
