import type { Alert, AlertSink } from '../../../ports/alert-sink'
import type { Log } from '../../log'
import { redact } from '../../redact'
import { startDelivery } from './deliver'
import { startDeduplication } from './deduplicate'

const severities = ['info', 'warning', 'critical'] as const

export type AlertSettings = {
  /** Less severe ones are kept for the page and sent to nobody. */
  readonly threshold: Alert['severity']
  /** The same event of the same portfolio within so many minutes is counted, and told with the next one. */
  readonly repeatMinutes: number
}

export type AlertParts = {
  readonly sinks: readonly AlertSink[]
  readonly settings: AlertSettings
  /** Texts that must not leave this process. */
  readonly secrets: readonly string[]
  readonly log: Log
  /** Told of every alert that is new, delivered or not: the page and the metrics. */
  readonly observe?: ((alert: Alert) => void) | undefined
  readonly delivered?: ((alert: Alert, sink: string, done: boolean) => void) | undefined
}

export type Alerts = {
  /** Takes an alert over; it never throws and never waits. */
  readonly raise: (alert: Alert) => void
  /** Newest first, `kept` of them at most. */
  readonly recent: () => readonly Alert[]
  /** Waits until everything was delivered or given up; takes nothing more. */
  readonly close: () => Promise<void>
}

const levels = { info: 'info', warning: 'warn', critical: 'error' } as const

/** Alerts remembered for the page. */
const kept = 500

/**
 * Starts alerting: every alert is written into the log and remembered; those severe enough are sent to every sink, one
 * sink's failure being nobody else's.
 */
export const startAlerts = ({ sinks, settings, secrets, log, observe, delivered }: AlertParts): Alerts => {
  const admit = startDeduplication(settings.repeatMinutes * 60_000_000)
  const deliveries = sinks.map((sink) => startDelivery(sink, log, delivered))
  const recent: Alert[] = []
  const least = severities.indexOf(settings.threshold)
  let closed = false
  return {
    raise(alert) {
      const counted = admit({ ...alert, text: String(redact(alert.text, secrets)) })
      if (counted === undefined) return
      recent.unshift(counted)
      recent.length = Math.min(recent.length, kept)
      log[levels[alert.severity]]({ ...counted, event: 'alert.raised', about: alert.event })
      observe?.(counted)
      if (!closed && severities.indexOf(alert.severity) >= least) for (const { add } of deliveries) add(counted)
    },
    recent: () => recent,
    close: async () => {
      closed = true
      await Promise.all(deliveries.map(({ close }) => close()))
    },
  }
}
