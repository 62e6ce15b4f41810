import type { Timestamp } from '../core/market/event'

export type Alert = {
  readonly at: Timestamp
  readonly severity: 'info' | 'warning' | 'critical'
  /** As in the log: `portfolio.halted`, `feed.stale`. */
  readonly event: string
  readonly portfolio?: string | undefined
  /** What of the portfolio, or of the service, it is about: an instrument, an option. Repetitions are counted by it. */
  readonly subject?: string | undefined
  /** A sentence for a person. */
  readonly text: string
}

/** Delivers an alert to its receiver, or rejects with `unavailable` after its own retries; never delivers a secret. */
export type AlertSink = { readonly name: string; readonly send: (alert: Alert) => Promise<void> }
