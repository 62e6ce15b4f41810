import type { JobEvent } from './job-queue'

/**
 * Evaluates the portfolio of an id. Returns when to evaluate it again, milliseconds from now, 0 to 366 days; undefined:
 * never again, and its job is removed.
 */
export type EvaluationHandler = (id: string) => Promise<{ readonly afterMs: number } | undefined>

export type HeartbeatOptions = {
  /** Evaluations of different ids at a time (default 8). */
  readonly concurrency?: number
  /**
   * An evaluation whose worker does not renew its lock for so long is taken over by another worker, at the latest half
   * as long again later (default 5,000).
   */
  readonly lockMs?: number
  readonly observe?: (event: JobEvent) => void
}

export type PlannedEvaluation = {
  readonly id: string
  /** Milliseconds since the epoch; undefined while it runs, and on Redis while it is due and waits for a worker. */
  readonly dueAt: number | undefined
  /** `failed`: no worker takes it until it is ensured again. */
  readonly state: 'waiting' | 'running' | 'failed'
}

/**
 * The heartbeat of the service: each portfolio has one persistent evaluation job, which runs, reschedules itself for
 * the time that the evaluation asked for, and runs again. One promise: an id is evaluated at least once a due time, on
 * any of the workers and on never two at once, also when the worker that runs it dies.
 *
 * An evaluation that throws is tried again without end, after pauses that grow to half a minute. A process that is
 * stopped for longer than its lock and then continues may evaluate beside the worker that took over: an evaluation must
 * be safe to run twice. Calls throw `unavailable` where the store does not answer.
 */
export type Heartbeat = {
  /**
   * Adds the job of an id where there is none or a failed one; true where it was added. Safe to call from any number of
   * processes at once.
   */
  readonly ensure: (id: string, afterMs: number) => Promise<boolean>
  /** Makes a job due now; one that runs is run once more right after. False where the id has no job. */
  readonly pullForward: (id: string) => Promise<boolean>
  /** Removes the job of an id; one that runs is allowed to end. */
  readonly remove: (id: string) => Promise<void>
  /** The jobs of all ids, by id. */
  readonly planned: () => Promise<readonly PlannedEvaluation[]>
  /** Runs due jobs in this process until closed; closing waits for the running ones. */
  readonly work: (
    evaluate: EvaluationHandler,
    options?: HeartbeatOptions,
  ) => Promise<{ readonly close: () => Promise<void> }>
}
