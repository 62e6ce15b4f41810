import type { OnProgress } from '../data/options'
import type { RunFolder } from './run-folder'

/**
 * A part of a run that is done once: what it makes depends on the plan and on the results of what it needs, on nothing
 * else.
 */
export type Step<T> = {
  readonly name: string
  readonly needs: readonly Step<unknown>[]
  /** Whether it is worth a process of its own. */
  readonly isLong?: boolean
  readonly make: (run: RunFolder, onProgress: OnProgress) => Promise<T>
}

/** The result of a step that is done. */
export const resultOf = async <T>(run: RunFolder, step: Step<T>): Promise<T> => (await run.result(step.name)) as T
