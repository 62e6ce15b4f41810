import type { Clock } from '../../ports/clock'
import type { Timers } from '../../ports/timers'

/** The timers of this machine. */
export const systemTimers: Timers = {
  now: () => performance.now(),
  after: (milliseconds, run) => {
    const timer = setTimeout(run, milliseconds)
    return () => clearTimeout(timer)
  },
}

/** Milliseconds since the epoch that never jump, and the wall's, which may. */
export type TimeSources = { readonly monotonic: () => number; readonly wall: () => number }

const system: TimeSources = { monotonic: () => performance.timeOrigin + performance.now(), wall: Date.now }

/**
 * The system's time in microseconds, rising at every call. It runs on the monotonic clock, so that a step of the wall
 * clock neither repeats nor skips an hour of hedging; `onJump` is called once for a step of more than a second
 * (milliseconds, positive where the wall clock went ahead).
 */
export const systemClock = (onJump: (milliseconds: number) => void, sources: TimeSources = system): Clock => {
  let last = 0
  let offset = sources.wall() - sources.monotonic()
  return {
    now: () => {
      const monotonic = sources.monotonic()
      const jump = sources.wall() - monotonic - offset
      if (Math.abs(jump) > 1_000) {
        offset += jump
        onJump(jump)
      }
      last = Math.max(last + 1, Math.round(monotonic * 1_000))
      return last
    },
  }
}
