/** Time that passes, for waiting and for measuring; never set back, and no time of day. */
export type Timers = {
  /** Milliseconds since some fixed moment. */
  readonly now: () => number
  /** Runs a function once after some milliseconds, unless cancelled by the function returned. */
  readonly after: (milliseconds: number, run: () => void) => () => void
}
