import { chooseBackend } from '../../../models/backend'
import type { ModelSet } from '../../../models/store/history'
import { nominateSet, promoteSet } from '../../../models/store/promote'
import { readStanding, type Standing } from '../../../models/store/standing'
import type { Prepared } from '../../data/prepare'
import { heldOf } from '../../data/split'
import { decideSet, type Challenger, type SetDecision } from '../decide-set'
import type { PublishedVersion } from '../publish-all'
import { tidyRun, type RunFolder } from '../run-folder'
import { resultOf, type Step } from '../step'
import { preparedOf } from './features'
import { heldOutOf } from './fold'
import { folds } from './folds'
import { labels as choice } from './labels'
import { publishStep } from './publish'
import { asServed, scores } from './scores'

const setOf = (published: readonly PublishedVersion[]): ModelSet => {
  const idOf = (kind: string): string => {
    const found = published.find((own) => own.kind === kind)
    if (found === undefined) throw new TypeError(`no ${kind} was published`)
    return found.id
  }
  const centre = published.find(({ kind }) => kind === 'spot-vol-slope')
  return {
    policy: idOf('hedging-policy'),
    forecaster: idOf('volatility-forecaster'),
    classifier: idOf('regime-classifier'),
    ...(centre && { centre: centre.id }),
  }
}

/** The decision of this run that the registry's history already holds, where an earlier attempt was killed after it. */
const doneBefore = ({ since }: Standing, { id }: RunFolder): SetDecision | undefined => {
  const evidence = since?.evidence as { readonly run?: string; readonly decision?: SetDecision } | undefined
  return evidence?.run === id ? evidence.decision : undefined
}

/**
 * The set that a run published, as a challenger.
 *
 * @internal
 */
export const challengerOf = async (run: RunFolder, prepared: Prepared): Promise<Challenger> => {
  const held = heldOf((await resultOf(run, folds)).folds)
  const { labels: state, reach, served } = await resultOf(run, scores)
  return {
    prepared,
    set: setOf(await resultOf(run, publishStep)),
    trainedTo: prepared.dataset.series.timestamp[held.to],
    heldOut: await asServed(run, await heldOutOf(run, prepared)),
    unserved: served.filter(({ serves }) => serves === 'nothing').flatMap(({ beaten }) => beaten),
    held,
    labels: { kind: (await resultOf(run, choice)).kind, state, reach, from: held.from },
  }
}

const decideOn = async (run: RunFolder, standing: Standing): Promise<SetDecision> => {
  const { out, settings, backend } = run.plan
  await chooseBackend(backend.name)
  const prepared = await preparedOf(run)
  const challenger = await challengerOf(run, prepared)
  const decision = await decideSet(out, standing, challenger, settings.promotion)
  const note = {
    by: 'training',
    reason: decision.reasons.join('; '),
    evidence: JSON.parse(JSON.stringify({ run: run.id, decision })) as never,
    after: standing.ordinal,
  }
  if (decision.action === 'promote') await promoteSet(out, challenger.set.policy, note)
  if (decision.action === 'nominate') await nominateSet(out, challenger.set.policy, note)
  return decision
}

/**
 * Compares the published set with the champion, promotes it where it is better and nominates it where that is not yet
 * clear. Repeated after a kill, it does what is left. Throws 'unavailable' where the registry changed during the
 * comparison; the step is then done again.
 */
export const promote: Step<SetDecision> = {
  name: 'promote',
  needs: [publishStep],
  async make(run, onProgress) {
    onProgress('promote', 0, 1)
    const standing = await readStanding(run.plan.out)
    const decision = doneBefore(standing, run) ?? (await decideOn(run, standing))
    onProgress('promote', 1, 1)
    await tidyRun(run)
    return decision
  },
}
