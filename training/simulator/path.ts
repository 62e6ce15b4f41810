import type { Timestamp } from '../../src/core/market/event'

/** Simulated time, microseconds since the epoch; `from` inclusive, `to` exclusive, whole seconds. */
export type SimulatedSpan = { readonly from: Timestamp; readonly to: Timestamp }

/** The hidden log-price process of a bar world. */
export type Path = {
  /** Log return over the next `years` > 0; moves the hidden state along. */
  advance(years: number): number
  /** Hidden state in force now; 0 in a world without states. */
  state(): number
  /** Annual variance of the log price in force now, expected jumps included. */
  variance(): number
}

/** The calendar of every simulated market: trading round the clock, 365 days a year. */
export const SECONDS_PER_YEAR = 365 * 86_400
