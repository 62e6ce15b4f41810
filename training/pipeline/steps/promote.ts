import { promoteAll } from '../../publish-all'
import { tidyRun } from '../run-folder'
import { resultOf, type Step } from '../step'
import { decide, type Decision } from './decide'
import { publish } from './publish'

/** Puts what was published into service, where it was decided so. */
export const promote: Step<Decision> = {
  name: 'promote',
  needs: [decide],
  async make(run, onProgress) {
    onProgress('promote', 0, 1)
    const decision = await resultOf(run, decide)
    const note = { by: 'training', reason: decision.reasons.join('; ') }
    if (decision.promote) await promoteAll(run.plan.out, await resultOf(run, publish), note)
    await tidyRun(run)
    return decision
  },
}
