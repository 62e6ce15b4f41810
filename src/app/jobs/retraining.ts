import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Fault } from '../../core/error'
import type { JobQueue, JobRequest, JobWorker, PlannedSchedule, WorkOptions } from '../../ports/job-queue'

export const retraining = 'retraining'

/** What to retrain on and where the models go: paths that every worker reaches, and the seed. */
export type RetrainingOrder = { readonly data: string; readonly registry: string; readonly seed: number }

/** The compiled program of the job. It is named, not imported: training sees the future and the service must not. */
export const retrainingProgram = join(__dirname, '../../../training/jobs/retraining.js')

const checked = ({ data, registry, seed }: RetrainingOrder): RetrainingOrder => {
  if (!existsSync(data)) throw new Fault('missing-data', `no recording at ${data}`)
  return { data: resolve(data), registry: resolve(registry), seed }
}

/** The same order while one waits or runs is one job. */
export const retrainingRequest = (order: RetrainingOrder): JobRequest => {
  const payload = checked(order)
  const key = createHash('sha256').update(JSON.stringify(payload)).digest('hex').slice(0, 24)
  return { kind: retraining, payload, key }
}

/**
 * Schedules retraining into a registry: one schedule a registry, so that writing it again changes the time, the recording
 * or the seed and never adds a second.
 */
export const scheduleRetraining = (queue: JobQueue, order: RetrainingOrder, cron: string): Promise<PlannedSchedule> => {
  const payload = checked(order)
  const id = createHash('sha256').update(payload.registry).digest('hex').slice(0, 12)
  return queue.schedule({ id: `retraining-${id}`, kind: retraining, cron, payload })
}

/**
 * Takes retraining jobs, one at a time, in a process of their own. Model ids derive from content, so that a job that
 * runs twice publishes once.
 */
export const workOnRetraining = (
  queue: JobQueue,
  observe: NonNullable<WorkOptions['observe']>,
  program = retrainingProgram,
): Promise<JobWorker> => queue.work(retraining, { file: program }, { observe })
