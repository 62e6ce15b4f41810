import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { readStanding } from '../../../models/store/standing'
import { Fault } from '../../core/error'

/**
 * The compiled program of a first training. It is named, not imported: training uses future data and the service must
 * not.
 */
const trainingProgram = join(__dirname, '../../../training/run/jobs/train-models.js')

/** A message of the program: its progress, or why it failed. */
export type TrainingMessage =
  { readonly stage: string; readonly done: number; readonly total: number } | { readonly failure: string }

export type FirstTraining = {
  readonly registry: string
  /** The recording to learn from. */
  readonly data: string
  readonly seed: number
  readonly onProgress: (stage: string, done: number, total: number) => void
  /** Ends the training. */
  readonly signal?: AbortSignal | undefined
  readonly program?: string | undefined
}

/**
 * Makes sure that a registry has champions: where it has none, trains them on a recording in a process of its own. True
 * where it trained. Ids derive from content, so that two processes that start at once publish the same. Throws
 * 'missing-data' without the recording or the program, 'unavailable' where training fails.
 */
export const ensureModels = async (options: FirstTraining): Promise<boolean> => {
  const { registry, data, seed, onProgress, signal, program = trainingProgram } = options
  if ((await readStanding(registry)).champion !== undefined) return false
  if (!existsSync(data))
    throw new Fault('missing-data', `no models in ${registry}, and no recording at ${data} to train on`)
  if (!existsSync(program)) throw new Fault('missing-data', `no models in ${registry}, and no ${program}: build first`)
  const child = fork(program, [resolve(data), resolve(registry), String(seed)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    ...(signal && { signal }),
  })
  let failure: string | undefined
  child.on('message', (message) => {
    const progress = message as TrainingMessage
    if ('failure' in progress) failure = progress.failure
    else onProgress(progress.stage, progress.done, progress.total)
  })
  const ended = once(child, 'close').catch((cause: unknown) => {
    throw new Fault('unavailable', 'the training was ended', { cause })
  })
  const [code] = (await ended) as [number | null]
  if (code !== 0 || failure !== undefined)
    throw new Fault('unavailable', `no models in ${registry}, and training them failed: ${failure ?? `exit ${code}`}`)
  return true
}
