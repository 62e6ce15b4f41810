import type { QueueHealth } from '../../ports/job-queue'
import { answered } from './answered'
import type { StoredQueue } from './outcome'
import type { StoredJobs } from './stored-jobs'

/** How the jobs of a queue stand now. */
export const healthOf = (queue: StoredQueue, stored: StoredJobs): Promise<QueueHealth> =>
  answered(async () => {
    const now = Date.now()
    const [counts, paused, workers, due] = await Promise.all([
      queue.getJobCounts('waiting', 'prioritized', 'waiting-children', 'delayed', 'active', 'completed', 'failed'),
      queue.isPaused(),
      queue.getWorkersCount(),
      stored.dueSince(queue.name, now),
    ])
    const of = (...states: readonly string[]): number => states.reduce((sum, state) => sum + (counts[state] ?? 0), 0)
    return {
      kind: queue.name,
      waiting: of('waiting', 'prioritized', 'waiting-children', 'paused'),
      delayed: of('delayed'),
      active: of('active'),
      completed: of('completed'),
      failed: of('failed'),
      paused,
      workers,
      lateMs: due === undefined ? undefined : Math.max(0, now - due),
    }
  })
