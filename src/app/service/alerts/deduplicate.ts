import type { Timestamp } from '../../../core/market/event'
import type { Alert } from '../../../ports/alert-sink'

/** Kinds of alert remembered; the longest unheard one is forgotten first. */
const remembered = 2_048

type Heard = { readonly toldAt: Timestamp; readonly severity: Alert['severity']; readonly more: number }

/**
 * Starts a filter over alerts: the first of an event of a portfolio passes, as does one that is more severe; the same
 * within `window` microseconds is counted, and the count stands in the text of the next that passes. undefined: do not
 * tell.
 */
export const startDeduplication = (window: number): ((alert: Alert) => Alert | undefined) => {
  const heard = new Map<string, Heard>()
  const remember = (key: string, entry: Heard): void => {
    heard.delete(key)
    heard.set(key, entry)
    if (heard.size > remembered) for (const oldest of [...heard.keys()].slice(0, 1)) heard.delete(oldest)
  }
  return (alert) => {
    const key = JSON.stringify([alert.event, alert.portfolio])
    const last = heard.get(key)
    const { at, severity } = alert
    const graver = last !== undefined && severity === 'critical' && last.severity !== 'critical'
    if (last !== undefined && at - last.toldAt < window && !graver) {
      remember(key, { ...last, more: last.more + 1 })
      return undefined
    }
    remember(key, { toldAt: at, severity, more: 0 })
    if (last === undefined || last.more === 0) return alert
    return { ...alert, text: `${alert.text} (${last.more} more since the last time)` }
  }
}
