import type { Step } from '../step'
import { publish } from './publish'

/** Whether what was published takes the champions' place, and why. */
export type Decision = { readonly promote: boolean; readonly reasons: readonly string[] }

export const decide: Step<Decision> = {
  name: 'decide',
  needs: [publish],
  async make(run) {
    return Promise.resolve({ promote: run.plan.settings.promotion !== 'never', reasons: [run.plan.settings.promotion] })
  },
}
