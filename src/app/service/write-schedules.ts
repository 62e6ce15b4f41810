import type { JobQueue } from '../../ports/job-queue'
import type { ServiceConfig } from '../config/file/schema'
import { scheduleEvaluationReport } from './jobs/evaluation-report'
import { scheduleRetraining } from './jobs/retraining'
import type { Log } from '../log'

/** Writes the schedules of the configuration; writing them again changes nothing. */
export const writeSchedules = async (
  queue: Pick<JobQueue, 'schedule'>,
  { schedules: { retraining, report }, models }: ServiceConfig,
  log: Log,
): Promise<void> => {
  if (models === undefined) return
  const told = ({ id, cron, next }: { readonly id: string; readonly cron: string; readonly next: number }): void =>
    log.info({ event: 'schedule.written', id, cron, next: new Date(next).toISOString() })
  const { registry, steward } = models
  // What the service records, and what it trains, may be yet to come.
  if (retraining !== undefined) {
    const { recording: data, cron, seed, symbol } = retraining
    const promotion = steward === 'advise' ? ('nominate' as const) : undefined
    const order = { data, registry, seed, ...(symbol && { symbol }), ...(promotion && { promotion }) }
    told(await scheduleRetraining(queue, order, cron, true))
  }
  if (report !== undefined) {
    const { recording: data, out, cron, seed, symbol, days } = report
    const order = { ...{ data, models: registry, out, seed }, ...(symbol && { symbol }), ...(days && { days }) }
    told(await scheduleEvaluationReport(queue, order, cron, true))
  }
}
