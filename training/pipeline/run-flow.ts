import type { OnProgress } from '../options'
import { readySteps } from './flow'
import { runStep } from './run-step'
import type { RunFolder } from './run-folder'

/** Does one step of a run, wherever. */
export type StepRunner = (run: RunFolder, step: string, onProgress: OnProgress) => Promise<void>

/**
 * Does all steps of a run that are not done, `width` at a time, each by `runner`. After a failure no step is begun; those that run are waited for.
 * Throws what the first that failed threw.
 */
export const runFlow = async (
  run: RunFolder,
  onProgress: OnProgress,
  width = 1,
  runner: StepRunner = runStep,
): Promise<void> => {
  const running = new Map<string, Promise<void>>()
  const failures: unknown[] = []
  for (;;) {
    const ready = failures.length > 0 ? [] : readySteps(run.isDone).filter(({ name }) => !running.has(name))
    for (const { name } of ready.slice(0, width - running.size)) {
      const done = runner(run, name, onProgress)
        .catch((error: unknown) => void failures.push(error))
        .finally(() => running.delete(name))
      running.set(name, done)
    }
    if (running.size === 0) break
    await Promise.race(running.values())
  }
  if (failures.length > 0) throw failures[0]
}
