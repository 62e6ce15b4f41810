import { fork } from 'node:child_process'
import { once } from 'node:events'
import { extname, join } from 'node:path'
import { Fault, isFaultCode } from '../../src/core/error'
import type { OnProgress } from '../data/options'
import { readySteps, runStep } from './flow'
import type { RunFolder } from './run-folder'
import type { Step } from './step'

/** A message of the step's process: its progress, or why it failed. */
type StepMessage =
  | { readonly stage: string; readonly done: number; readonly total: number }
  | { readonly failure: string; readonly code?: unknown }

const program = join(__dirname, `./jobs/step-program${extname(__filename)}`)

/** Does a step in a process of its own. Throws the fault that it ended with; 'unavailable' where it died. */
const forkStep = async (run: RunFolder, step: string, onProgress: OnProgress): Promise<void> => {
  const child = fork(program, [run.path, step], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  let failure: Fault | undefined
  child.on('message', (message) => {
    const own = message as StepMessage
    if ('failure' in own) failure = new Fault(isFaultCode(own.code) ? own.code : 'unavailable', own.failure)
    else onProgress(own.stage, own.done, own.total)
  })
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  if (failure !== undefined) throw failure
  if (code !== 0) throw new Fault('unavailable', `step ${step} of run ${run.id} ended with ${signal ?? `exit ${code}`}`)
}

/**
 * Does all steps of a run that are not done: up to `processes` long ones at a time, each in a process of its own where
 * there is more than one to do; the others in this process. After a failure no step begins; steps that run are waited
 * for. Throws the error of the first step that failed.
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
