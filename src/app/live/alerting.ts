import type { Alert } from '../../ports/alert-sink'
import type { Log } from '../log'

/** Alerts kept for the page. */
const kept = 200

export type Alerting = {
  readonly send: (alert: Alert) => void
  /** Newest first. */
  readonly recent: () => readonly Alert[]
  readonly close: () => Promise<void>
}

export const startAlerting = (_config: unknown, log: Log): Alerting => {
  const alerts: Alert[] = []
  return {
    send: (alert) => {
      alerts.unshift(alert)
      alerts.length = Math.min(alerts.length, kept)
      log.info({ event: 'alert', about: alert.event, severity: alert.severity, text: alert.text })
    },
    recent: () => alerts,
    close: () => Promise.resolve(),
  }
}
