import type { JobsOptions } from 'bullmq'
import { Fault } from '../../core/error'
import type { JobRequest } from '../../ports/job-queue'

/** How many ended jobs are kept, and how long. */
export type Retention = Pick<JobsOptions, 'removeOnComplete' | 'removeOnFail'>

/**
 * Keeps the newest `count` completed and as many failed jobs, none longer than a week, for inspection (ages in
 * seconds).
 */
export const retain = (count: number): Retention => ({
  removeOnComplete: { count, age: 7 * 86_400 },
  removeOnFail: { count, age: 7 * 86_400 },
})

/** Of the events of a kind that its listeners read, as many are kept. */
export const streams = { events: { maxLen: 1_000 } }

/**
 * Names that both stores take as they are; ':' separates the parts of a Redis key, and digits alone are the queue's own
 * ids.
 */
export const checkName = (what: string, name: string): string => {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(name))
    throw new Fault('usage', `${what} '${name}' is not 1 to 128 letters, digits, dots, dashes or underscores`)
  if (what === 'job id' && /^\d+$/.test(name)) throw new Fault('usage', `job id '${name}' is a number alone`)
  return name
}

/** A request's settings as BullMQ's options. */
export const jobOptions = ({ id, key, delayMs, attempts }: JobRequest, retention: Retention): JobsOptions => ({
  ...retention,
  attempts: attempts ?? 1,
  backoff: { type: 'exponential', delay: 1_000 },
  ...(id === undefined ? {} : { jobId: checkName('job id', id) }),
  ...(key === undefined ? {} : { deduplication: { id: checkName('job key', key) } }),
  ...(delayMs === undefined ? {} : { delay: delayMs }),
})
