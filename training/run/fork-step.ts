import { fork } from 'node:child_process'
import { once } from 'node:events'
import { extname, join } from 'node:path'
import { Fault, isFaultCode } from '../../src/core/error'
import type { OnProgress } from '../data/options'
import type { RunFolder } from './run-folder'

/** What the program says: how far it is, or why it failed. */
export type StepMessage =
  | { readonly stage: string; readonly done: number; readonly total: number }
  | { readonly failure: string; readonly code?: unknown }

const program = join(__dirname, `./jobs/step-program${extname(__filename)}`)

/** Does a step in a process of its own. Throws the fault that it ended with; 'unavailable' where it died. */
export const forkStep = async (run: RunFolder, step: string, onProgress: OnProgress): Promise<void> => {
  const child = fork(program, [run.path, step], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  let failure: Fault | undefined
  child.on('message', (message) => {
    const told = message as StepMessage
    if ('failure' in told) failure = new Fault(isFaultCode(told.code) ? told.code : 'unavailable', told.failure)
    else onProgress(told.stage, told.done, told.total)
  })
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  if (failure !== undefined) throw failure
  if (code !== 0) throw new Fault('unavailable', `step ${step} of run ${run.id} ended with ${signal ?? `exit ${code}`}`)
}
