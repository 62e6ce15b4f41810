import type { JobEvent } from './job-queue'

/** When to beat again, milliseconds from now; undefined: never. */
export type Beat = (id: string) => Promise<{ readonly afterMs: number } | undefined>

export type HeartOptions = {
  /** Beats of different ids at a time (default 8). */
  readonly concurrency?: number
  /** A beat whose worker shows no life for so long is taken by another (default 5,000). */
  readonly lockMs?: number
  readonly observe?: (event: JobEvent) => void
}

export type PlannedBeat = {
  readonly id: string
  /** Milliseconds since the epoch; undefined while it beats. */
  readonly dueAt: number | undefined
  readonly state: 'waiting' | 'beating' | 'failed'
}

/**
 * One persistent job an id, which runs, moves itself to the time it asked for and runs again, on any of the workers, never two at once of one id; at least once a due time,
 * also when the worker that has it dies. A beat that throws is tried again after a growing pause, for ever.
 */
export type Heartbeat = {
  /** Adds the job of an id where there is none; true where it was added. Any number of processes may do so. */
  readonly ensure: (id: string, afterMs: number) => Promise<boolean>
  /** Beats at once, or once more right after the beat that runs now. */
  readonly hasten: (id: string) => Promise<void>
  readonly remove: (id: string) => Promise<void>
  readonly planned: () => Promise<readonly PlannedBeat[]>
  /** Takes beats in this process until closed; closing waits for the running ones. */
  readonly work: (beat: Beat, options?: HeartOptions) => Promise<{ readonly close: () => Promise<void> }>
}
