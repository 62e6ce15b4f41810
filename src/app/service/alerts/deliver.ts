import type { Alert, AlertSink } from '../../../ports/alert-sink'
import type { Log } from '../../log'

/** Alerts that may wait for one sink; the oldest is given up first, and the log says so. */
const mostWaiting = 100

export type Delivering = { readonly add: (alert: Alert) => void; readonly close: () => Promise<void> }

/**
 * Sends alerts to one sink, one after the other, in the order they came. What a sink does not take is written into the
 * log.
 */
export const startDelivery = (
  sink: AlertSink,
  log: Log,
  delivered?: (alert: Alert, sink: string, done: boolean) => void,
): Delivering => {
  const waiting: Alert[] = []
  let running: Promise<void> | undefined

  const run = async (): Promise<void> => {
    for (let alert = waiting.shift(); alert !== undefined; alert = waiting.shift()) {
      let done = true
      try {
        await sink.send(alert)
      } catch (error) {
        done = false
        log.error({ event: 'alert.undelivered', sink: sink.name, about: alert.event, error })
      }
      delivered?.(alert, sink.name, done)
    }
    running = undefined
  }
  return {
    add(alert) {
      waiting.push(alert)
      if (waiting.length > mostWaiting) {
        const given = waiting.shift()
        log.error({ event: 'alert.given-up', sink: sink.name, about: given?.event })
      }
      running ??= run()
    },
    close: async () => {
      await running
    },
  }
}
