import { existsSync } from 'node:fs'
import { UnrecoverableError, Worker, type IQueueBackend, type Job, type JobProgress, type Processor } from 'bullmq'
import { Fault } from '../../core/error'
import type { JobHandler, JobPayload, JobProcessor, JobWorker, Json, WorkOptions } from '../../ports/job-queue'
import type { QueueBackend } from './backend'
import { checkName } from './names'

type Stored = Job<JobPayload, Json>
type StoredWorker = Worker<JobPayload, Json, string, IQueueBackend, JobProgress, QueueBackend['options']['connection']>

/** A fault that the same again cannot cure ends the job at once. */
const verdict = (error: unknown): unknown => {
  if (!(error instanceof Fault) || error.retryable) return error
  return Object.assign(new UnrecoverableError(error.message), { cause: error })
}

const inProcess =
  (handler: JobHandler): Processor<JobPayload, Json> =>
  async (job: Stored) => {
    try {
      return await handler({
        id: job.id ?? '',
        payload: job.data,
        attempt: job.attemptsMade + 1,
        report: (progress) => job.updateProgress(progress),
        childResults: async () => Object.values(await job.getChildrenValues<Json>()),
      })
    } catch (error) {
      throw verdict(error)
    }
  }

const processorOf = (processor: JobProcessor): Processor<JobPayload, Json> | string => {
  if (typeof processor === 'function') return inProcess(processor)
  if (existsSync(processor.file)) return processor.file
  throw new Fault('unavailable', `the job's program ${processor.file} is missing: run 'npm run build'`)
}

const observeJobs = (worker: StoredWorker, kind: string, observe: NonNullable<WorkOptions['observe']>): void => {
  worker.on('active', ({ id = '' }) => observe({ event: 'started', kind, id }))
  worker.on('completed', ({ id = '' }) => observe({ event: 'completed', kind, id }))
  worker.on('stalled', (id) => observe({ event: 'stalled', kind, id }))
  worker.on('failed', (job, error) => observe({ event: 'failed', kind, id: job?.id ?? '', error }))
}

/**
 * Starts taking jobs of a kind. A job whose worker died is taken up again within 1.5 lock times; one that this
 * happens to more than three times fails.
 */
export const startWorker = async (
  { options, factory }: QueueBackend,
  kind: string,
  processor: JobProcessor,
  { concurrency = 1, lockMs = 10_000, observe }: WorkOptions,
  onError: (error: Error) => void,
): Promise<JobWorker> => {
  const worker: StoredWorker = new Worker(
    checkName('job kind', kind),
    processorOf(processor),
    { ...options, concurrency, lockDuration: lockMs, stalledInterval: lockMs / 2, maxStalledCount: 3 },
    factory,
  )
  worker.on('error', onError)
  if (observe) observeJobs(worker, kind, observe)
  await worker.waitUntilReady()
  return { close: () => worker.close() }
}
