import type { Timestamp } from '../core/market/event'

/**
 * Returns the time, each time later than before: live the system's, in a replay that of the last event and nothing
 * else.
 */
export type Clock = { readonly now: () => Timestamp }
