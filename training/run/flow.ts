import { Fault } from '../../src/core/error'
import type { OnProgress } from '../data/options'
import type { RunFolder } from './run-folder'
import type { Step } from './step'
import { bars } from './steps/bars'
import { centre } from './steps/centre'
import { features } from './steps/features'
import { final } from './steps/final'
import { foldSteps } from './steps/fold'
import { folds } from './steps/folds'
import { labels } from './steps/labels'
import { promote } from './steps/promote'
import { pool } from './steps/pool'
import { publishStep } from './steps/publish'
import { scores } from './steps/scores'
import { tune } from './steps/tune'

/** Every step of a training, each after those it needs. */
export const flow: readonly Step<unknown>[] = [
  bars,
  features,
  folds,
  labels,
  ...foldSteps,
  scores,
  pool,
  centre,
  tune,
  final,
  publishStep,
  promote,
]

/** Steps that are not done and whose needs all are. */
export const readySteps = (isDone: (step: string) => boolean): readonly Step<unknown>[] =>
  flow.filter(({ name, needs }) => !isDone(name) && needs.every((need) => isDone(need.name)))

/** Does a step of a run unless it is done, and stores its result. Idempotent. */
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
