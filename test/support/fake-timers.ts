import type { Clock } from '../../src/ports/clock'
import type { Timers } from '../../src/ports/timers'

/** Timers whose time a test advances, and a clock that gives it in microseconds since a fixed day. */
export type FakeTimers = Timers & {
  readonly clock: Clock
  /** Lets milliseconds pass; runs what falls due, in order. */
  readonly advance: (milliseconds: number) => void
  /** Sets the clock, not the timers, forward or back. */
  readonly jump: (microseconds: number) => void
  /** Milliseconds until each waiting timer is due, rising. */
  readonly waiting: () => readonly number[]
}

export const startFakeTimers = (epoch = 1_700_000_000_000_000): FakeTimers => {
  let now = 0
  let shift = epoch
  let timers: { readonly due: number; readonly run: () => void }[] = []
  return {
    now: () => now,
    clock: { now: () => shift + now * 1000 },
    after: (milliseconds, run) => {
      const timer = { due: now + milliseconds, run }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
    advance: (milliseconds) => {
      const until = now + milliseconds
      for (;;) {
        const due = timers.filter((timer) => timer.due <= until).sort((a, b) => a.due - b.due)
        if (due.length === 0) break
        timers = timers.filter((timer) => timer !== due[0])
        now = due[0].due
        due[0].run()
      }
      now = until
    },
    jump: (microseconds) => {
      shift += microseconds
    },
    waiting: () => timers.map(({ due }) => due - now).sort((a, b) => a - b),
  }
}
