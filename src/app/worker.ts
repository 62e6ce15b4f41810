import type { JobEvent, JobQueue, JobWorker } from '../ports/job-queue'
import { workOnRetraining } from './jobs/retraining'
import type { Log } from './log'

/** Writes what becomes of jobs into the log. */
export const logJobs =
  (log: Log) =>
  (job: JobEvent): void => {
    const fields = { ...job, event: `job.${job.event}` }
    if (job.event === 'failed') log.error(fields)
    else if (job.event === 'stalled') log.warn(fields)
    else log.info(fields)
  }

/** Starts taking every kind of job there is. */
export const startWorking = async (queue: JobQueue, log: Log, program?: string): Promise<JobWorker> => {
  const workers = [await workOnRetraining(queue, logJobs(log), program)]
  return { close: async () => void (await Promise.all(workers.map((worker) => worker.close()))) }
}
