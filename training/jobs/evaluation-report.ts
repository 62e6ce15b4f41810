import { publishReport } from '../cli/publish-report'
import { evaluate } from '../evaluate'

/** The part of BullMQ's job that is needed here. */
type Job = {
  readonly data: { readonly data: string; readonly models: string; readonly out: string; readonly seed: number }
  readonly updateProgress: (progress: object) => Promise<void>
}

// Runs in a process of its own; without the worker that started it nobody waits for the result.
process.once('disconnect', () => process.exit(1))

/** The report job: judges the champions of a registry on what they have not seen of a recording, and writes the report. */
const report = async (job: Job): Promise<object> => {
  const { out, seed, ...options } = job.data
  let told = Promise.resolve()
  const evaluated = await evaluate({ ...options, seed }, (stage, done, total) => {
    told = told.then(() => job.updateProgress({ stage, done, total }))
  })
  await told
  const { summary } = await publishReport(out, [evaluated], seed)
  return { report: out, series: summary.legs.map(({ series }) => series) }
}

export default report
