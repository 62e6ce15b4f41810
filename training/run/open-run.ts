import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { canonicalJson } from '../../models/store/canonical-json'
import { writeWhole } from '../../models/store/write-whole'
import { recordingDigest, snapshotRecording } from '../../src/adapters/recordings/snapshot'
import { reopenRun, type RunFolder } from './run-folder'
import { planRun, runId, type TrainOptions } from './run-plan'

/** The recording as it was when the run began. */
export const recordingOf = ({ path }: Pick<RunFolder, 'path'>): string => join(path, 'recording')

/**
 * The run of a training: `<out>/runs/<id>`, taken up where it lies there already, else begun with the recording as it
 * is now. A recording that has grown since makes another run. Throws 'missing-data' where there is no recording.
 */
export const openRun = async (options: TrainOptions): Promise<RunFolder> => {
  const given = { ...options, data: resolve(options.data), out: resolve(options.out) }
  const folder = join(given.out, 'runs')
  const pathOf = (id: string): string => join(folder, id)
  const known = pathOf(runId(await planRun(given, await recordingDigest(given.data))))
  if (existsSync(join(known, 'run.json'))) return reopenRun(known)

  const unfinished = join(folder, `.collected-${process.pid}`)
  await rm(unfinished, { recursive: true, force: true })
  await mkdir(unfinished, { recursive: true })
  const plan = await planRun(given, await snapshotRecording(given.data, join(unfinished, 'recording')))
  await writeWhole(join(unfinished, 'run.json'), canonicalJson(plan))
  const path = pathOf(runId(plan))
  await rename(unfinished, path).catch(async (cause: unknown) => {
    // Another process began the same run.
    if (!existsSync(join(path, 'run.json'))) throw cause
    await rm(unfinished, { recursive: true, force: true })
  })
  return reopenRun(path)
}
