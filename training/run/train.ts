import { Fault } from '../../src/core/error'
import type { OnProgress } from '../data/options'
import type { BarSplit } from '../data/split'
import { disposeModels, type FittedModels } from '../fit/fit-models'
import type { SetDecision } from './decide-set'
import type { PublishedVersion } from './publish-all'
import { runFlow } from './run-flow'
import { openRun } from './open-run'
import { dropRun, reopenRun, type RunFolder } from './run-folder'
import type { TrainOptions } from './run-plan'
import { resultOf } from './step'
import { centre } from './steps/centre'
import { features } from './steps/features'
import { final } from './steps/final'
import { folds } from './steps/folds'
import { pool } from './steps/pool'
import { promote } from './steps/promote'
import { publishStep } from './steps/publish'

export type { TrainOptions } from './run-plan'

export type TrainResult = {
  /** Folder of the run. */
  readonly run: string
  readonly published: readonly PublishedVersion[]
  readonly decision: SetDecision
  /** Which centre of the delta serves and why; undefined where no chain of options is recorded. */
  readonly centre: string | undefined
  /** What the pooled recordings are of, and a line for each that is gone, has changed or is left out. */
  readonly pool: { readonly names: readonly string[]; readonly notes: readonly string[] }
  readonly backend: string
  readonly columns: readonly string[]
  readonly split: BarSplit
  readonly shrinkage: readonly number[]
  readonly history: FittedModels['history']
}

/** The result of a run whose steps are all done. */
export const trainResult = async (run: RunFolder): Promise<TrainResult> => {
  const models = await resultOf(run, final)
  disposeModels(models)
  const { worlds, notes } = await resultOf(run, pool)
  const { note } = await resultOf(run, centre)
  return {
    run: run.path,
    published: await resultOf(run, publishStep),
    decision: await resultOf(run, promote),
    centre: note,
    pool: { names: worlds.map(({ name }) => name), notes: [...(run.plan.poolNotes ?? []), ...notes] },
    backend: run.plan.backend.name,
    columns: (await resultOf(run, features)).columns,
    split: (await resultOf(run, folds)).split,
    shrinkage: models.shrinkage,
    history: models.history,
  }
}

/**
 * Trains on all of a recording but its last part: the models of each fold forecast the bars it holds out, and every
 * strategy is tuned on the newest of these; models fitted on the whole training part are published beside the policy,
 * and promoted where they are better than the champion. A run that was killed continues where it stopped, and a
 * complete one is only read: same data, settings and backend are one run and give the same bytes. Up to `processes` of
 * the long steps run at a time, each in a process of its own. Throws 'missing-data' where the recording is too short;
 * a run that is refused before it has folds to train on leaves no folder.
 */
export const train = async (options: TrainOptions, onProgress: OnProgress, processes = 1): Promise<TrainResult> => {
  const run = await openRun(options)
  try {
    return await finish(run, onProgress, processes)
  } catch (error) {
    if (error instanceof Fault && !error.retryable && !run.isDone(folds.name)) await dropRun(run)
    throw error
  }
}

/**
 * Continues the run in a folder, on the snapshot of the recording made when the run began. Throws 'missing-data' where
 * there is no run.
 */
export const resume = async (folder: string, onProgress: OnProgress, processes = 1): Promise<TrainResult> =>
  finish(await reopenRun(folder), onProgress, processes)

const finish = async (run: RunFolder, onProgress: OnProgress, processes: number): Promise<TrainResult> => {
  const { name, reason } = run.plan.backend
  onProgress(`TensorFlow on ${name} (${reason})`, 0, 1)
  await runFlow(run, onProgress, processes)
  return trainResult(run)
}
