import { Fault } from '../../src/core/error'
import type { OnProgress } from '../data/options'
import { flow } from './flow'
import type { RunFolder } from './run-folder'

/** Does a step of a run where it is not done, and keeps what it made. Doing it again does nothing. */
export const runStep = async (run: RunFolder, name: string, onProgress: OnProgress): Promise<void> => {
  const step = flow.find((own) => own.name === name)
  if (step === undefined) throw new Fault('usage', `a run has no step '${name}'`)
  if (run.isDone(name)) return
  await run.log({ event: 'step.started', step: name })
  const started = performance.now()
  try {
    await run.keep(name, await step.make(run, onProgress))
  } catch (error) {
    await run.log({ event: 'step.failed', step: name, error: error instanceof Error ? error.message : String(error) })
    throw error
  }
  const seconds = Math.round(performance.now() - started) / 1000
  await run.log({ event: 'step.done', step: name, seconds, peakBytes: process.resourceUsage().maxRSS * 1024 })
}
