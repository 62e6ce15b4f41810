import type { JobEvent } from './job-queue'

/** When to beat again, milliseconds from now, 0 to 366 days; undefined: never, and the id is forgotten. */
export type Beat = (id: string) => Promise<{ readonly afterMs: number } | undefined>

export type HeartOptions = {
  /** Beats of different ids at a time (default 8). */
  readonly concurrency?: number
  /**
   * A beat whose worker shows no life for so long is taken by another, at the latest half as long again later (default
   * 5,000).
   */
  readonly lockMs?: number
  readonly observe?: (event: JobEvent) => void
}

export type PlannedBeat = {
  readonly id: string
  /** Milliseconds since the epoch; undefined while it beats, and on Redis while it is due and waits for a worker. */
  readonly dueAt: number | undefined
  /** `failed`: nobody will beat it until it is ensured again. */
  readonly state: 'waiting' | 'beating' | 'failed'
}

/**
 * One persistent job an id, which runs, moves itself to the time it asked for and runs again, on any of the workers,
 * never two at once of one id; at least once a due time, also when the worker that has it dies, any number of times. A
 * beat that throws is tried again after a growing pause of at most half a minute, for ever. A process that is stopped
 * for longer than its lock and goes on may beat beside the one that took over: what a beat does must bear that. Calls
 * throw `unavailable` where the store does not answer.
 */
export type Heartbeat = {
  /**
   * Adds the job of an id where there is none or a failed one; true where it was added. Any number of processes may do
   * so.
   */
  readonly ensure: (id: string, afterMs: number) => Promise<boolean>
  /**
   * Beats at once, or once more right after the beat that runs now; false where there is no job of that id to hasten.
   */
  readonly hasten: (id: string) => Promise<boolean>
  /** The id beats no more; one that beats now is let end. */
  readonly remove: (id: string) => Promise<void>
  /** All ids, by id. */
  readonly planned: () => Promise<readonly PlannedBeat[]>
  /** Takes beats in this process until closed; closing waits for the running ones. */
  readonly work: (beat: Beat, options?: HeartOptions) => Promise<{ readonly close: () => Promise<void> }>
}
