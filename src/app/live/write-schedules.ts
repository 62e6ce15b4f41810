import type { JobQueue } from '../../ports/job-queue'
import type { ServiceConfig } from '../config/file/schema'
import { scheduleEvaluationReport } from '../jobs/evaluation-report'
import { scheduleRetraining } from '../jobs/retraining'
import type { Log } from '../log'

/** Writes the schedules of the configuration; writing them again changes nothing. */
export const writeSchedules = async (
  queue: JobQueue,
  { schedules: { retraining, report }, models }: ServiceConfig,
  log: Log,
): Promise<void> => {
  if (models === undefined) return
  const told = ({ id, cron, next }: { readonly id: string; readonly cron: string; readonly next: number }): void =>
    log.info({ event: 'schedule.written', id, cron, next: new Date(next).toISOString() })
  const { registry } = models
  if (retraining !== undefined) {
    const { recording: data, seed, cron } = retraining
    told(await scheduleRetraining(queue, { data, registry, seed }, cron))
  }
  if (report !== undefined) {
    const { recording: data, out, seed, cron } = report
    told(await scheduleEvaluationReport(queue, { data, models: registry, out, seed }, cron))
  }
}
