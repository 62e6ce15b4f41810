import type { FeedEvent, Timestamp } from '../../core/market/event'

/** The next time that is later than all before: the one given, or a microsecond after the last. */
export type Rising = { readonly next: (time: Timestamp) => Timestamp; readonly last: () => Timestamp }

/** A clock that was set back therefore advances one microsecond a call until time has caught up. */
export const startRising = (start: Timestamp = -Infinity): Rising => {
  let last = start
  return {
    next: (time) => (last = time > last ? time : last + 1),
    last: () => last,
  }
}

/** The event as it arrived at a time. */
export const arrivedAt = (event: FeedEvent, time: Timestamp): FeedEvent =>
  event.kind === 'gap' ? { ...event, timestamp: time } : { ...event, localTimestamp: time }
