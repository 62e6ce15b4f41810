import type { JobEvent, JobQueue, JobWorker } from '../../../ports/job-queue'
import type { ServiceConfig } from '../../config/file/schema'
import type { Log } from '../../log'
import { scheduleEvaluationReport, workOnEvaluationReports } from './evaluation-report'
import { scheduleRetraining, workOnRetraining } from './retraining'

/** Writes the schedules of the configuration; writing them again changes nothing. */
export const writeSchedules = async (
  queue: Pick<JobQueue, 'schedule'>,
  { schedules: { retraining, report }, models }: ServiceConfig,
  log: Log,
): Promise<void> => {
  if (models === undefined) return
  const logWritten = ({
    id,
    cron,
    next,
  }: {
    readonly id: string
    readonly cron: string
    readonly next: number
  }): void => log.info({ event: 'schedule.written', id, cron, next: new Date(next).toISOString() })
  const { registry, steward } = models
  // The recording of the service, and the models that it trains, need not exist yet.
  if (retraining !== undefined) {
    const { recording: data, cron, seed, symbol } = retraining
    const promotion = steward === 'advise' ? ('nominate' as const) : undefined
    const order = { data, registry, seed, ...(symbol && { symbol }), ...(promotion && { promotion }) }
    logWritten(await scheduleRetraining(queue, order, cron, true))
  }
  if (report !== undefined) {
    const { recording: data, out, cron, seed, symbol, days } = report
    const order = { ...{ data, models: registry, out, seed }, ...(symbol && { symbol }), ...(days && { days }) }
    logWritten(await scheduleEvaluationReport(queue, order, cron, true))
  }
}

/**
 * Writes the outcome of jobs into the log.
 *
 * @internal
 */
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
