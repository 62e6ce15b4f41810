import { existsSync } from 'node:fs'
import {
  UnrecoverableError,
  WaitingChildrenError,
  Worker,
  type FlowProducer,
  type IQueueBackend,
  type Job,
  type JobProgress,
  type Processor,
} from 'bullmq'
import { Fault } from '../../core/error'
import type {
  JobHandler,
  JobPayload,
  JobProcessor,
  JobRequest,
  JobWorker,
  Json,
  RunningJob,
  WorkOptions,
} from '../../ports/job-queue'
import type { QueueBackend } from './backend'
import { checkName, jobOptions, type Retention } from './names'

type Stored = Job<JobPayload, Json>
type StoredWorker = Worker<JobPayload, Json, string, IQueueBackend, JobProgress, QueueBackend['options']['connection']>

/** The error of a failed try: a fault that another try cannot cure ends the job at once. */
const verdict = (error: unknown): unknown => {
  if (!(error instanceof Fault) || error.retryable) return error
  return Object.assign(new UnrecoverableError(error.message), { cause: error })
}

/** Thrown to end a handler that has added the jobs it waits for. */
class Waiting extends Error {}

/** Adds jobs as children of one that runs. */
export type AddChildren = (parent: Stored, children: readonly JobRequest[]) => Promise<void>

const runningJob = (job: Stored, addChildren: AddChildren): RunningJob => ({
  id: job.id ?? '',
  payload: job.data,
  attempt: job.attemptsMade + 1,
  report: (progress) => job.updateProgress(progress),
  childResults: async () => Object.values(await job.getChildrenValues<Json>()),
  childFailures: async () => Object.values(await job.getIgnoredChildrenFailures()),
  waitFor: async (children) => {
    await addChildren(job, children)
    throw new Waiting()
  },
})

const inProcess =
  (handler: JobHandler, addChildren: AddChildren): Processor<JobPayload, Json> =>
  async (job: Stored, token = '') => {
    for (;;)
      try {
        return await handler(runningJob(job, addChildren))
      } catch (error) {
        if (!(error instanceof Waiting)) throw verdict(error)
        // Children that have all ended meanwhile are not waited for: the handler runs again at once.
        if (await job.moveToWaitingChildren(token)) throw new WaitingChildrenError()
      }
  }

const processorOf = (processor: JobProcessor, addChildren: AddChildren): Processor<JobPayload, Json> | string => {
  if (typeof processor === 'function') return inProcess(processor, addChildren)
  if (existsSync(processor.file)) return processor.file
  throw new Fault('unavailable', `the job's program ${processor.file} is missing: run 'npm run build'`)
}

const observeJobs = (worker: StoredWorker, kind: string, observe: NonNullable<WorkOptions['observe']>): void => {
  worker.on('active', ({ id = '' }) => observe({ event: 'started', kind, id }))
  worker.on('completed', ({ id = '' }) => observe({ event: 'completed', kind, id }))
  worker.on('stalled', (id) => observe({ event: 'stalled', kind, id }))
  worker.on('failed', (job, error) => observe({ event: 'failed', kind, id: job?.id ?? '', error }))
}

/** Adds children by flows whose parent is the running job: their failures are reported to it and do not end it. */
export const addingChildren =
  (
    flows: () => FlowProducer<IQueueBackend, QueueBackend['options']['connection']>,
    retention: Retention,
  ): AddChildren =>
  async (parent, children) => {
    for (const child of children)
      await flows().add({
        name: child.kind,
        queueName: checkName('job kind', child.kind),
        data: child.payload,
        opts: {
          ...jobOptions(child, retention),
          parent: { id: parent.id ?? '', queue: parent.queueQualifiedName },
          ignoreDependencyOnFailure: true,
        },
      })
  }

export type WorkerParts = {
  readonly backend: QueueBackend
  readonly addChildren: AddChildren
  /** Makes the progress of a child the progress of the job that waits for it. */
  readonly reportToParent: (kind: string, id: string, progress: JobPayload) => Promise<void>
  readonly onError: (error: Error) => void
}

/**
 * Starts taking jobs of a kind. A job whose worker died is taken over within 1.5 lock times; one that loses
 * its worker more than three times fails.
 */
export const startWorker = async (
  { backend, addChildren, reportToParent, onError }: WorkerParts,
  kind: string,
  processor: JobProcessor,
  { concurrency = 1, lockMs = 10_000, observe }: WorkOptions,
): Promise<JobWorker> => {
  const worker: StoredWorker = new Worker(
    checkName('job kind', kind),
    processorOf(processor, addChildren),
    { ...backend.options, concurrency, lockDuration: lockMs, stalledInterval: lockMs / 2, maxStalledCount: 3 },
    backend.factory,
  )
  worker.on('error', onError)
  if (observe) observeJobs(worker, kind, observe)
  worker.on('progress', ({ parent }, progress) => {
    if (parent?.id === undefined || typeof progress !== 'object') return
    const kindOfParent = parent.queueKey.split(':').at(-1) ?? ''
    reportToParent(kindOfParent, parent.id, progress as JobPayload).catch(onError)
  })
  await worker.waitUntilReady()
  return { close: () => worker.close() }
}
