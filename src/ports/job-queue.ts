export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }

/** Ids and paths, never data: small, and the same again when the job runs again. */
export type JobPayload = { readonly [name: string]: Json }

export type JobRequest = {
  /** The queue: workers take one kind. Letters, digits and dashes. */
  readonly kind: string
  readonly payload: JobPayload
  /** Chosen name of the job; adding it again while it is kept changes nothing. Generated where absent. No ':'. */
  readonly id?: string
  /** While a job with this key is unfinished, adding another gives that job. No ':'. */
  readonly key?: string
  readonly delayMs?: number
  /** How often a failing job is tried, ≥ 1 (default 1). A fault that is not retryable is tried once. */
  readonly attempts?: number
}

/** A job that runs when its children have completed, and fails when one of them has failed its last try. */
export type JobTree = JobRequest & { readonly children: readonly JobTree[] }

/** A job that a worker runs. */
export type RunningJob = {
  readonly id: string
  readonly payload: JobPayload
  /** 1 on the first try. */
  readonly attempt: number
  readonly report: (progress: JobPayload) => Promise<void>
  /** Results of the children, in no order. */
  readonly childResults: () => Promise<readonly Json[]>
  /** The reasons why children that this job waited for have failed, in no order. */
  readonly childFailures: () => Promise<readonly string[]>
  /**
   * Adds jobs and waits for them without holding a worker: the handler ends here and runs again from its beginning once
   * all have ended, well or not. Adding a job of one id again adds none, so that a handler whose worker died may do it
   * again. The progress that the children report becomes this job's.
   */
  readonly waitFor: (children: readonly JobRequest[]) => Promise<never>
}

/** Does the work; running it twice must be running it once. What it returns is the job's result. */
export type JobHandler = (job: RunningJob) => Promise<Json>

/**
 * In this process, or a compiled file that the queue runs in a process of its own, so that CPU work starves nothing.
 */
export type JobProcessor = JobHandler | { readonly file: string }

export type JobEvent =
  | { readonly event: 'started' | 'completed' | 'stalled'; readonly kind: string; readonly id: string }
  | { readonly event: 'failed'; readonly kind: string; readonly id: string; readonly error: Error }

export type WorkOptions = {
  /** Jobs at a time (default 1). */
  readonly concurrency?: number
  /** A job whose worker does not renew its lock for so long is given to another worker (default 10,000). */
  readonly lockMs?: number
  readonly observe?: (event: JobEvent) => void
}

export type JobWorker = {
  /** Takes no more jobs and resolves when the running ones have ended. */
  readonly close: () => Promise<void>
}

export type JobOutcome =
  | { readonly state: 'completed'; readonly result: Json }
  | { readonly state: 'failed'; readonly reason: string }
  /** Ended so long ago that the queue has dropped it, or was never added. */
  | { readonly state: 'unknown' }

export type JobSchedule = {
  /** Writing a schedule under an id that exists replaces it. No ':'. */
  readonly id: string
  readonly kind: string
  /** Five or six fields, in UTC. */
  readonly cron: string
  readonly payload: JobPayload
}

/** A schedule with its next time, milliseconds since the epoch. */
export type PlannedSchedule = JobSchedule & { readonly next: number }

/** Counts of a kind of job. */
export type QueueHealth = {
  readonly kind: string
  /** Jobs by state; `waiting`: for a worker, or for their children. */
  readonly waiting: number
  readonly delayed: number
  readonly active: number
  readonly completed: number
  readonly failed: number
  /** Whether an operator paused the kind: none of its jobs starts. */
  readonly paused: boolean
  /** In all processes. */
  readonly workers: number
  /**
   * How long the job that has been due longest waits for a worker, milliseconds; undefined where none is due. On Redis
   * evaluation jobs count only until a worker has moved them to the line.
   */
  readonly lateMs: number | undefined
}

/**
 * A job that was added runs at least once, also when the worker that took it dies; a schedule gives one job per due
 * time, however many processes wrote it; ended jobs are forgotten after a bounded number.
 */
export type JobQueue = {
  /** Adds a job and returns its id. Wrong names are a `usage` fault. */
  readonly add: (request: JobRequest) => Promise<string>
  /** Adds a job with the jobs it waits for and returns its id. */
  readonly addTree: (tree: JobTree) => Promise<string>
  /** Waits for the end of a job; `onProgress` gets the last known progress and every later one. */
  readonly outcome: (kind: string, id: string, onProgress?: (progress: JobPayload) => void) => Promise<JobOutcome>
  /** Writes a schedule. A cron expression that cannot be read is a `usage` fault. */
  readonly schedule: (schedule: JobSchedule) => Promise<PlannedSchedule>
  readonly schedules: (kind: string) => Promise<readonly PlannedSchedule[]>
  /** True where there was such a schedule. */
  readonly unschedule: (kind: string, id: string) => Promise<boolean>
  readonly work: (kind: string, processor: JobProcessor, options?: WorkOptions) => Promise<JobWorker>
  /** Workers of a kind, in all processes. */
  readonly workers: (kind: string) => Promise<number>
  /** Throws `unavailable` where the store does not answer. */
  readonly health: (kinds: readonly string[]) => Promise<readonly QueueHealth[]>
  /** Closes workers (waiting for their jobs) and connections. */
  readonly close: () => Promise<void>
}
