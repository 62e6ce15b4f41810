import type { Timestamp } from '../../../core/market/event'
import type { Timers } from '../../../ports/timers'

/** Events due within this many milliseconds go in one step. */
const step = 20

/** Waits until a recorded time is due; `stop` ends a wait at once, and every later one. */
export type Pace = { readonly until: (time: Timestamp) => Promise<void> | undefined; readonly stop: () => void }

/**
 * Recorded time from `start` on, `speed` times as fast as real time. Each wait is reckoned from the beginning, so that
 * late timers don't add up.
 */
export const startPace = (timers: Timers, start: Timestamp, speed: number): Pace => {
  const began = timers.now()
  let isStopped = false
  let wake: (() => void) | undefined
  return {
    until: (time) => {
      const wait = began + (time - start) / 1000 / speed - timers.now()
      if (isStopped || !(wait >= step)) return undefined
      return new Promise<void>((resolve) => {
        const cancel = timers.after(wait, resolve)
        wake = () => {
          cancel()
          resolve()
        }
      })
    },
    stop: () => {
      isStopped = true
      wake?.()
    },
  }
}
