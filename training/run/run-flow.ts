import type { OnProgress } from '../data/options'
import { readySteps } from './flow'
import { forkStep } from './fork-step'
import { runStep } from './run-step'
import type { RunFolder } from './run-folder'
import type { Step } from './step'

/**
 * Does all steps of a run that are not done. Of the long ones `processes` at a time, each in a process of its own where
 * there is more than one to do; the others here. After a failure no step is begun; those that run are waited for.
 * Throws what the first that failed threw.
 */
export const runFlow = async (run: RunFolder, onProgress: OnProgress, processes = 1): Promise<void> => {
  const running = new Map<string, Promise<void>>()
  const failures: unknown[] = []
  const begin = (name: string, work: Promise<void>): void => {
    const done = work.catch((error: unknown) => void failures.push(error)).finally(() => running.delete(name))
    running.set(name, done)
  }
  const isWaiting = ({ name }: Step<unknown>): boolean => !running.has(name)
  for (;;) {
    const ready = failures.length > 0 ? [] : readySteps(run.isDone).filter(isWaiting)
    const long = ready.filter((step) => step.isLong)
    const apart = processes > 1 && long.length + running.size > 1
    if (apart)
      for (const { name } of long.slice(0, processes - running.size)) begin(name, forkStep(run, name, onProgress))
    const here = ready.find((step) => !(apart && step.isLong))
    if (here !== undefined) begin(here.name, runStep(run, here.name, onProgress))
    if (running.size === 0) break
    await Promise.race(running.values())
  }
  if (failures.length > 0) throw failures[0]
}
