import type { OnProgress } from '../data/options'
import type { RunFolder } from './run-folder'

/** A part of a run that is done once: its result depends only on the plan and on the results of the steps it needs. */
export type Step<T> = {
  readonly name: string
  readonly needs: readonly Step<unknown>[]
  /** Whether it takes long enough to run in a process of its own. */
  readonly isLong?: boolean
  readonly make: (run: RunFolder, onProgress: OnProgress) => Promise<T>
}

/** The result of a step that is done. */
export const resultOf = async <T>(run: RunFolder, step: Step<T>): Promise<T> => (await run.result(step.name)) as T
