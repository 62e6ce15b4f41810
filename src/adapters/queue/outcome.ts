import { isDeepStrictEqual } from 'node:util'
import type { IQueueBackend, Queue, QueueEvents } from 'bullmq'
import type { JobOutcome, JobPayload, Json } from '../../ports/job-queue'
import type { QueueBackend } from './backend'

type Connection = QueueBackend['options']['connection']
export type StoredQueue = Queue<JobPayload, Json, string, JobPayload, Json, string, IQueueBackend, Connection>
export type StoredEvents = QueueEvents<Json, IQueueBackend, Connection>

/**
 * How often state and progress are read without an event. Events are lost while the connection is down, and on
 * PostgreSQL where two are written at once: BullMQ 6.7 reads on from the highest number seen, and one with a lower
 * number that is committed later is never read.
 */
const recheckMs = 10_000

const isProgress = (value: unknown): value is JobPayload => typeof value === 'object' && value !== null

type Reading = { readonly progress: unknown; readonly outcome: JobOutcome | undefined }

/** The progress of a job and how it ended, undefined while it has not. */
const read = async (queue: StoredQueue, id: string): Promise<Reading> => {
  const state = await queue.getJobState(id)
  // Read after the state, so that result and reason are stored by then.
  const job = await queue.getJob(id)
  if (!job) return { progress: undefined, outcome: { state: 'unknown' } }
  const { progress } = job
  if (state === 'completed') return { progress, outcome: { state, result: job.returnvalue } }
  return { progress, outcome: state === 'failed' ? { state, reason: job.failedReason } : undefined }
}

export type OutcomeSource = {
  readonly queue: StoredQueue
  readonly events: StoredEvents
  /** Aborted when the queue closes. */
  readonly closing: AbortSignal
}

/**
 * Resolves with how a job ended, at once where it has. Rejects where the store fails or the queue closes meanwhile.
 * `onProgress` is called with the last progress known, then with what follows, at the latest when it is read again.
 */
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
    let told: JobPayload | undefined
    let toldSinceTick = false
    const tell = (progress: unknown): void => {
      if (!isProgress(progress) || isDeepStrictEqual(progress, told)) return
      told = progress
      toldSinceTick = true
      onProgress(progress)
    }
    const check = async (): Promise<void> => {
      const { progress, outcome } = await read(queue, id)
      // While events come they tell each progress in its turn.
      if (outcome || !toldSinceTick) tell(progress)
      if (outcome) finish(() => resolve(outcome))
    }
    const tick = async (): Promise<void> => {
      await check()
      toldSinceTick = false
    }
    const onEnd = ({ jobId }: { jobId: string }): void => {
      if (jobId === id) check().catch(fail)
    }
    const onStep = ({ jobId, data }: { jobId: string; data: unknown }): void => {
      if (jobId === id) tell(data)
    }
    const onClosing = (): void => fail(new Error('the queue was closed while a job was awaited'))
    const timer = setInterval(() => void tick().catch(fail), recheckMs)
    events.on('completed', onEnd).on('failed', onEnd).on('progress', onStep)
    closing.addEventListener('abort', onClosing)
    events.waitUntilReady().then(check).catch(fail)
  })
