import type { JobSchedulerJson } from 'bullmq'
import { Fault } from '../../core/error'
import type { JobPayload, JobSchedule, PlannedSchedule } from '../../ports/job-queue'
import { checkName, type Retention } from './names'
import type { StoredQueue } from './outcome'

const planned = (kind: string, { key, pattern, next, template }: JobSchedulerJson<JobPayload>): PlannedSchedule => ({
  id: key,
  kind,
  cron: pattern ?? '',
  payload: template?.data ?? {},
  next: next ?? 0,
})

/** All schedules of a queue, by id. */
export const listSchedules = async (queue: StoredQueue): Promise<readonly PlannedSchedule[]> => {
  const found = await queue.getJobSchedulers(0, -1)
  return found.map((scheduler) => planned(queue.name, scheduler)).sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** Writes a schedule under its id: restarts and other processes replace it, they do not add to it. */
export const writeSchedule = async (
  queue: StoredQueue,
  { id, kind, cron, payload }: JobSchedule,
  retention: Retention,
): Promise<PlannedSchedule> => {
  checkName('schedule id', id)
  if (!/^\S+( \S+){4,5}$/.test(cron.trim()))
    throw new Fault('usage', `cron expression '${cron}' has not five or six fields`)
  try {
    await queue.upsertJobScheduler(
      id,
      { pattern: cron.trim(), tz: 'UTC' },
      { name: kind, data: payload, opts: { ...retention, attempts: 1 } },
    )
  } catch (cause) {
    // The queue has answered before; what it refuses now is the expression.
    if (cause instanceof Error && /cron|field|range|constraint|character|expression/i.test(cause.message))
      throw new Fault('usage', `cron expression '${cron}' cannot be read: ${cause.message}`, { cause })
    throw cause
  }
  const written = await queue.getJobScheduler(id)
  if (!written) throw new Fault('unavailable', `schedule '${id}' was removed while it was written`)
  return planned(kind, written)
}
