import type { IQueueBackend, Job, JobsOptions, Queue } from 'bullmq'
import { Fault } from '../../../core/error'
import type { QueueBackend } from '../backend'
import { checkName } from '../names'

/**
 * What is stored with a job, under the names that the first version gave it. The processes that plan write it; the
 * number of failures in a row is the job's progress, which the workers write.
 */
export type EvaluationJobData = {
  /** Random id of the call that added the job, so that of several concurrent calls only one reports the addition. */
  readonly born?: string
  /**
   * Random id of the last request to pull the job forward. A worker that finds another one at the end of an evaluation
   * than at its start runs the job again at once.
   */
  readonly wish?: string
  /** The job was removed while it ran. */
  readonly removed?: boolean
}

export type EvaluationJob = Job<EvaluationJobData, null>
export type EvaluationQueue = Queue<
  EvaluationJobData,
  null,
  string,
  EvaluationJobData,
  null,
  string,
  IQueueBackend,
  QueueBackend['options']['connection']
>

/** The largest number that both stores hold for tries and stalls: no limit. */
export const unlimited = 2 ** 31 - 1

/** Options of a new job. Attempts and backoff are for failures of BullMQ: an evaluation's own faults are caught. */
export const evaluationJobOptions = (id: string, afterMs: number): JobsOptions => ({
  jobId: jobIdOf(id),
  delay: checkInterval(afterMs),
  attempts: unlimited,
  backoff: { type: 'fixed', delay: 1_000 },
  stackTraceLimit: 3,
  keepLogs: 10,
  removeOnComplete: true,
})

const longestInterval = 366 * 86_400_000

/** An interval in whole milliseconds. Faults 'numerical-domain' on one that is negative or longer than a year. */
export const checkInterval = (afterMs: number): number => {
  if (!(afterMs >= 0 && afterMs <= longestInterval))
    throw new Fault('numerical-domain', `the next evaluation must be due in 0 ms to 366 days, got ${afterMs} ms`)
  return Math.ceil(afterMs)
}

const prefix = 'beat-'

/** The stored id of a job. Prefixed, since the queues take no id of digits alone. */
export const jobIdOf = (id: string): string => `${prefix}${checkName('heartbeat id', id)}`

export const idOf = (jobId: string): string => jobId.slice(prefix.length)

/** Whether a move failed because the job is gone, locked by another worker, or not in the state it was read in. */
export const isElsewhere = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'number' && [-1, -2, -3, -6].includes(error.code)

/**
 * Makes a delayed job due now; false where it is not delayed. Never `promote`: on PostgreSQL it may run a job twice.
 */
export const makeDue = async (job: EvaluationJob): Promise<boolean> => {
  try {
    await job.changeDelay(0)
    return true
  } catch (error) {
    if (isElsewhere(error)) return false
    throw error
  }
}
