import { train } from '../train'

/** The part of BullMQ's job that is needed here. */
type Job = {
  readonly data: { readonly data: string; readonly registry: string; readonly seed: number }
  readonly updateProgress: (progress: object) => Promise<void>
}

// Runs in a process of its own; without the worker that started it nobody waits for the result.
process.once('disconnect', () => process.exit(1))

/** The retraining job: trains on a recording and publishes. Run twice it publishes once, ids being derived from content. */
const retrain = async (job: Job): Promise<object> => {
  const { data, registry, seed } = job.data
  let told = Promise.resolve()
  const { published, backend } = await train({ data, out: registry, seed }, (stage, done, total) => {
    told = told.then(() => job.updateProgress({ stage, done, total }))
  })
  await told
  return { published, backend }
}

export default retrain
