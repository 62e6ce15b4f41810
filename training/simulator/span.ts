import type { Timestamp } from '../../src/core/market/event'

/** Simulated time, microseconds since the epoch; `from` inclusive, `to` exclusive, whole seconds. */
export type SimulatedSpan = { readonly from: Timestamp; readonly to: Timestamp }
