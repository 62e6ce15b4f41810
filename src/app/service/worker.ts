import type { JobEvent, JobQueue, JobWorker } from '../../ports/job-queue'
import { workOnEvaluationReports } from './jobs/evaluation-report'
import { workOnRetraining } from './jobs/retraining'
import type { Log } from '../log'

/** Writes what becomes of jobs into the log. */
export const logJobs =
  (log: Log) =>
  (job: JobEvent): void => {
    const fields = { ...job, event: `job.${job.event}` }
    if (job.event === 'failed') log.error(fields)
    else if (job.event === 'stalled') log.warn(fields)
    else log.info(fields)
  }

/** Programs of the jobs that run in processes of their own, where not the compiled ones of this project. */
export type JobPrograms = { readonly retraining?: string; readonly evaluationReport?: string }

/** Starts taking every kind of job there is. */
export const startWorking = async (queue: JobQueue, log: Log, programs: JobPrograms = {}): Promise<JobWorker> => {
  const observe = logJobs(log)
  const workers = [
    await workOnRetraining(queue, observe, programs.retraining),
    await workOnEvaluationReports(queue, observe, programs.evaluationReport),
  ]
  return { close: async () => void (await Promise.all(workers.map((worker) => worker.close()))) }
}
