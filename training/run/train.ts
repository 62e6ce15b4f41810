import { disposeModels } from '../fit/fit-models'
import type { FittedModels } from '../fit/fit-models'
import type { OnProgress } from '../data/options'
import { openRun, reopenRun, type RunFolder } from './run-folder'
import { resultOf } from './step'
import { runFlow } from './run-flow'
import type { TrainOptions } from './run-plan'
import type { Decision } from './decide-set'
import { features } from './steps/features'
import { final } from './steps/final'
import { folds } from './steps/folds'
import { promote } from './steps/promote'
import { publish } from './steps/publish'
import type { PublishedVersion } from './publish-all'
import type { BarSplit } from '../data/split'

export type { TrainOptions } from './run-plan'

export type TrainResult = {
  /** Folder of the run. */
  readonly run: string
  readonly published: readonly PublishedVersion[]
  readonly decision: Decision
  readonly backend: string
  readonly columns: readonly string[]
  readonly split: BarSplit
  readonly shrinkage: readonly number[]
  readonly history: FittedModels['history']
}

/** What a run whose steps are all done has made. */
export const trainResult = async (run: RunFolder): Promise<TrainResult> => {
  const models = await resultOf(run, final)
  disposeModels(models)
  return {
    run: run.path,
    published: await resultOf(run, publish),
    decision: await resultOf(run, promote),
    backend: run.plan.backend.name,
    columns: (await resultOf(run, features)).columns,
    split: (await resultOf(run, folds)).split,
    shrinkage: models.shrinkage,
    history: models.history,
  }
}

/**
 * Trains on all of a recording but its last part: models of each fold forecast bars that they have not seen, on the
 * newest of which every strategy is tuned; models on the whole training part are published beside the policy, and put
 * into service where they earn it. A run that was killed goes on where it was, and one that is complete is only read:
 * same data, settings and backend are one run and give the same bytes. Up to `processes` of the long steps run at a
 * time, each in a process of its own. Throws 'missing-data' where the recording is too short.
 */
export const train = async (options: TrainOptions, onProgress: OnProgress, processes = 1): Promise<TrainResult> => {
  return goOn(await openRun(options), onProgress, processes)
}

/**
 * Goes on with the run in a folder, on the recording as it was when the run began. Throws 'missing-data' where there is
 * no run.
 */
export const resume = async (folder: string, onProgress: OnProgress, processes = 1): Promise<TrainResult> =>
  goOn(await reopenRun(folder), onProgress, processes)

const goOn = async (run: RunFolder, onProgress: OnProgress, processes: number): Promise<TrainResult> => {
  const { name, reason } = run.plan.backend
  onProgress(`TensorFlow on ${name} (${reason})`, 0, 1)
  await runFlow(run, onProgress, processes)
  return trainResult(run)
}
