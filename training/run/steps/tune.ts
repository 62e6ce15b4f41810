import { learnBand, type BandEvidence, type BandLesson } from '../../band-network/learn-band'
import type { Prepared } from '../../data/prepare'
import { callMargin } from '../../fit/tune-margin'
import { joinHeldOut, type HeldOut } from '../../judge/held-out'
import { tuneStrategies, type Tuned } from '../../tune/tune'
import type { RunFolder } from '../run-folder'
import { resultOf, type Step } from '../step'
import { preparedOf } from './features'
import { foldSteps } from './fold'
import { folds } from './folds'
import { labels } from './labels'
import { pool } from './pool'
import { asServed, scores } from './scores'

export type TunedPolicy = { readonly tuned: Tuned; readonly margin: number; readonly bandEvidence: BandEvidence }

/** Predictions of the older folds' models on what each held out; undefined where there is one fold alone. */
const earlierOf = async (
  run: RunFolder,
  prepared: Prepared,
  newestFirst: readonly HeldOut[],
): Promise<BandLesson['earlier']> => {
  if (newestFirst.length === 0) return undefined
  const parts = newestFirst.toReversed()
  const range = { from: parts[0].held.from, to: parts[parts.length - 1].held.to }
  return { predictions: await asServed(run, joinHeldOut(prepared, parts)), range }
}

/** Tunes every strategy on options of the policy part, with forecasts by models fitted before that part. */
export const tune: Step<TunedPolicy> = {
  name: 'tune',
  needs: [scores, pool],
  isLong: true,
  async make(run, onProgress) {
    onProgress('tune strategies', 0, 1)
    const prepared = await preparedOf(run)
    const { heldOut } = await resultOf(run, foldSteps[0])
    if (heldOut === undefined) throw new RangeError('the newest fold is always there')
    const predictions = await asServed(run, joinHeldOut(prepared, [heldOut]))
    const { split } = await resultOf(run, folds)
    const { kind } = await resultOf(run, labels)
    const { riskAversion, evaluationCost = 0, seed } = run.plan.settings
    const parts = (await Promise.all(foldSteps.slice(1).map((step) => resultOf(run, step)))).flatMap(
      ({ heldOut: part }) => part ?? [],
    )
    const lesson = {
      ...{ prepared, until: split.policy.from, states: predictions.states, riskAversion, seed },
      earlier: await earlierOf(run, prepared, parts),
      pooled: await resultOf(run, pool),
    }
    const learned: BandEvidence[] = []
    const tuned = await tuneStrategies(prepared, predictions, split.policy, {
      riskAversion,
      evaluationCost,
      async learn(band, trials) {
        const { policy, evidence } = await learnBand(lesson, band, trials, (done, all) =>
          onProgress('learn the band', done, all),
        )
        learned.push(evidence)
        return policy
      },
    })
    return {
      tuned,
      bandEvidence: learned[0],
      margin: callMargin(prepared, { kind, seed }, predictions, split.policy),
    }
  },
}
