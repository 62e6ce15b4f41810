import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Fault } from '../../../core/error'
import type { JobQueue, JobRequest, JobWorker, PlannedSchedule, WorkOptions } from '../../../ports/job-queue'

export const evaluationReport = 'evaluation-report'

/**
 * Which champions to judge on which recording, where the report goes, and the seed: paths that every worker reaches.
 */
export type EvaluationReportOrder = {
  readonly data: string
  readonly models: string
  /** A report lies in a folder of its day in here. */
  readonly out: string
  readonly seed: number
  readonly symbol?: string
  /** The newest so many days alone. */
  readonly days?: number
}

/**
 * The compiled program of the job, named and not imported, as that of retraining.
 *
 * @internal
 */
export const evaluationReportProgram = join(__dirname, '../../../../training/run/jobs/evaluation-report.js')

const checked = (
  { data, models, out, seed, symbol, days }: EvaluationReportOrder,
  mayCome = false,
): EvaluationReportOrder => {
  if (!mayCome && !existsSync(data)) throw new Fault('missing-data', `no recording at ${data}`)
  if (!mayCome && !existsSync(models)) throw new Fault('missing-data', `no registry of models at ${models}`)
  return {
    ...{ data: resolve(data), models: resolve(models), out: resolve(out), seed },
    ...(symbol !== undefined && { symbol }),
    ...(days !== undefined && { days }),
  }
}

const hashed = (text: string, length: number): string =>
  createHash('sha256').update(text).digest('hex').slice(0, length)

/**
 * Equal orders are one job while the first waits or runs.
 *
 * @internal
 */
export const evaluationReportRequest = (order: EvaluationReportOrder): JobRequest => {
  const payload = checked(order)
  return { kind: evaluationReport, payload, key: hashed(JSON.stringify(payload), 24) }
}

/**
 * Schedules reports into a folder: one schedule a folder, which writing it again changes. `mayCome`: recording and
 * registry need not be there yet.
 */
export const scheduleEvaluationReport = (
  queue: Pick<JobQueue, 'schedule'>,
  order: EvaluationReportOrder,
  cron: string,
  mayCome = false,
): Promise<PlannedSchedule> => {
  const payload = checked(order, mayCome)
  return queue.schedule({
    id: `evaluation-report-${hashed(payload.out, 12)}`,
    kind: evaluationReport,
    cron,
    payload,
  })
}

/** Takes report jobs, one at a time, in a process of their own. A report written twice is the same report. */
export const workOnEvaluationReports = (
  queue: JobQueue,
  observe: NonNullable<WorkOptions['observe']>,
  program = evaluationReportProgram,
  options: Pick<WorkOptions, 'lockMs'> = {},
): Promise<JobWorker> => queue.work(evaluationReport, { file: program }, { ...options, observe })
