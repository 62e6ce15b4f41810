import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { snapshotRecording } from '../../../src/adapters/recordings/snapshot'
import { evaluateModels } from '../../judge/evaluate'
import { publishReport } from '../../judge/publish-report'

/** The part of BullMQ's job that is needed here. */
type Job = {
  readonly id: string
  readonly data: {
    readonly data: string
    readonly models: string
    readonly out: string
    readonly seed: number
    readonly symbol?: string
    readonly days?: number
  }
  /** Start of the job, milliseconds since the epoch. */
  readonly processedOn?: number
  readonly updateProgress: (progress: object) => Promise<void>
}

// Runs in a child process, and ends with the process that started it.
process.once('disconnect', () => process.exit(1))

/**
 * The report job: judges the champions of a registry on the unseen bars of a snapshot of a recording, which the service
 * may still be writing, and writes the report into `<out>/<day>`.
 */
const report = async (job: Job): Promise<object> => {
  const { out, seed, data, ...options } = job.data
  const folder = join(out, new Date(job.processedOn ?? Date.now()).toISOString().slice(0, 10))
  let reported = Promise.resolve()
  await mkdir(out, { recursive: true })
  // Removes the snapshot of an earlier attempt at this job that was killed.
  const own = `.recording-${encodeURIComponent(job.id)}-`
  for (const name of await readdir(out)) if (name.startsWith(own)) await rm(join(out, name), { recursive: true })
  const recording = await mkdtemp(join(out, own))
  try {
    await snapshotRecording(data, recording)
    const evaluated = await evaluateModels({ ...options, data: recording, seed }, (stage, done, total) => {
      reported = reported.then(() => job.updateProgress({ stage, done, total }))
    })
    await reported
    const { summary } = await publishReport(folder, [evaluated], seed)
    return { report: folder, series: summary.legs.map(({ series }) => series) }
  } finally {
    await rm(recording, { recursive: true, force: true })
  }
}

export default report
