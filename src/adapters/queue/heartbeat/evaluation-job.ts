import type { IQueueBackend, Job, JobsOptions, Queue } from 'bullmq'
import { Fault } from '../../../core/error'
import type { QueueBackend } from '../backend'
import { checkName } from '../names'

/**
 * What is kept with a job. Written by those who plan; the number of failures in a row is its progress, written by those
 * who beat.
 */
export type BeatData = {
  /** Drawn by who added it, so that of several one knows that it was it. */
  readonly born?: string
  /** Drawn by each who hastens: another one than at its start tells a beat that it was hastened meanwhile. */
  readonly wish?: string
  /** Removed while it beat. */
  readonly removed?: boolean
}

export type BeatJob = Job<BeatData, null>
export type BeatQueue = Queue<
  BeatData,
  null,
  string,
  BeatData,
  null,
  string,
  IQueueBackend,
  QueueBackend['options']['connection']
>

/** The largest number that both stores hold for tries and stalls: no limit. */
export const unlimited = 2 ** 31 - 1

/** For what the beat itself does not answer for; its own faults never reach BullMQ. */
export const beatOptions = (id: string, afterMs: number): JobsOptions => ({
  jobId: jobIdOf(id),
  delay: checkPause(afterMs),
  attempts: unlimited,
  backoff: { type: 'fixed', delay: 1_000 },
  stackTraceLimit: 3,
  keepLogs: 10,
  removeOnComplete: true,
})

const longest = 366 * 86_400_000

/** A pause in whole milliseconds; later times than a year from now are a mistake. */
export const checkPause = (afterMs: number): number => {
  if (!(afterMs >= 0 && afterMs <= longest))
    throw new Fault('numerical-domain', `the next beat must come in 0 ms to 366 days, got ${afterMs} ms`)
  return Math.ceil(afterMs)
}

const prefix = 'beat-'

/** The queues take no id of digits alone. */
export const jobIdOf = (id: string): string => `${prefix}${checkName('heartbeat id', id)}`

export const idOf = (jobId: string): string => jobId.slice(prefix.length)

/** Whether a move failed because the job is gone, somebody else's, or not where it was thought to be. */
export const isElsewhere = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'number' && [-1, -2, -3, -6].includes(error.code)

/**
 * Makes a delayed job due now; false where it is not delayed. Never `promote`: on PostgreSQL it may run a job twice.
 */
export const pullForward = async (job: BeatJob): Promise<boolean> => {
  try {
    await job.changeDelay(0)
    return true
  } catch (error) {
    if (isElsewhere(error)) return false
    throw error
  }
}
