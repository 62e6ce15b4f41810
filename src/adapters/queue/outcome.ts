import type { IQueueBackend, Queue, QueueEvents } from 'bullmq'
import type { JobOutcome, JobPayload, Json } from '../../ports/job-queue'
import type { QueueBackend } from './backend'

type Connection = QueueBackend['options']['connection']
export type StoredQueue = Queue<JobPayload, Json, string, JobPayload, Json, string, IQueueBackend, Connection>
export type StoredEvents = QueueEvents<Json, IQueueBackend, Connection>

/** How often the state is read without an event, in case one was lost while the connection was down. */
const recheckMs = 10_000

const isProgress = (value: unknown): value is JobPayload => typeof value === 'object' && value !== null

/** How a job ended, undefined while it has not. */
const ending = async (queue: StoredQueue, id: string): Promise<JobOutcome | undefined> => {
  const state = await queue.getJobState(id)
  if (state !== 'completed' && state !== 'failed' && state !== 'unknown') return undefined
  // Read after the state, so that result and reason are stored by then.
  const job = await queue.getJob(id)
  if (!job) return { state: 'unknown' }
  if (state === 'completed') return { state, result: job.returnvalue }
  return state === 'failed' ? { state, reason: job.failedReason } : undefined
}

export type OutcomeSource = {
  readonly queue: StoredQueue
  readonly events: StoredEvents
  /** Aborted when the queue closes. */
  readonly closing: AbortSignal
}

/** Resolves with how a job ended, at once where it has. Rejects where the store fails or the queue closes meanwhile. */
export const awaitOutcome = (
  { queue, events, closing }: OutcomeSource,
  id: string,
  onProgress: (progress: JobPayload) => void,
): Promise<JobOutcome> =>
  new Promise((resolve, reject) => {
    const finish = (settle: () => void): void => {
      clearInterval(timer)
      events.off('completed', onEnd).off('failed', onEnd).off('progress', onStep)
      closing.removeEventListener('abort', onClosing)
      settle()
    }
    const fail = (error: unknown): void =>
      finish(() => reject(error instanceof Error ? error : new Error(String(error))))
    const check = (): void => {
      ending(queue, id).then((outcome) => {
        if (outcome) finish(() => resolve(outcome))
      }, fail)
    }
    const onEnd = ({ jobId }: { jobId: string }): void => {
      if (jobId === id) check()
    }
    const onStep = ({ jobId, data }: { jobId: string; data: unknown }): void => {
      if (jobId === id && isProgress(data)) onProgress(data)
    }
    const onClosing = (): void => fail(new Error('the queue was closed while a job was awaited'))
    const timer = setInterval(check, recheckMs)
    events.on('completed', onEnd).on('failed', onEnd).on('progress', onStep)
    closing.addEventListener('abort', onClosing)
    const begin = async (): Promise<void> => {
      await events.waitUntilReady()
      const job = await queue.getJob(id)
      if (job && isProgress(job.progress)) onProgress(job.progress)
      check()
    }
    begin().catch(fail)
  })
