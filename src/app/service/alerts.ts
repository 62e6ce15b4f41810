import { setTimeout as pause } from 'node:timers/promises'
import { telegram } from '../../adapters/alerts/telegram'
import { webhook } from '../../adapters/alerts/webhook'
import type { Timestamp } from '../../core/market/event'
import { startRng } from '../../core/rng'
import type { Alert, AlertSink } from '../../ports/alert-sink'
import type { ServiceConfig } from '../config/file/schema'
import { reveal } from '../config/secret'
import type { Log } from '../log'
import { redact } from '../redact'
import type { Metrics } from './web/metrics'

/** The same event of the same portfolio and subject within so many minutes is counted, not sent again. */
const repeatMinutes = 15

const order = ['info', 'warning', 'critical'] as const

/** A sink with the least severity that it receives. */
const above = (least: Alert['severity'], sink: AlertSink): AlertSink => ({
  name: sink.name,
  send: (alert) => (order.indexOf(alert.severity) < order.indexOf(least) ? Promise.resolve() : sink.send(alert)),
})

const sinksOf = ({ webhook: hook, telegram: bot }: ServiceConfig['alerts']): readonly AlertSink[] => {
  const chances = startRng(process.pid)
  const surroundings = { chance: () => chances.uniform(), pause: (ms: number) => pause(ms) }
  return [
    ...(hook === undefined ? [] : [above(hook.severity, webhook({ url: reveal(hook.url) }, surroundings))]),
    ...(bot === undefined
      ? []
      : [above(bot.severity, telegram({ botToken: reveal(bot.token), chat: bot.chat }, surroundings))]),
  ]
}

/** Starts the alerts of a configuration. */
export const startAlerting = (
  config: ServiceConfig['alerts'],
  { secrets, log, metrics }: { readonly secrets: readonly string[]; readonly log: Log; readonly metrics: Metrics },
): Alerts =>
  startAlerts({
    sinks: sinksOf(config),
    settings: { threshold: 'info', repeatMinutes },
    ...{ secrets, log },
    delivered: (alert, _sink, done) => metrics.alert(alert.severity, done),
  })

/** Alerts that may wait for one sink; the oldest is given up first, and the log says so. */
const mostWaiting = 100

type Delivering = { readonly add: (alert: Alert) => void; readonly close: () => Promise<void> }

/**
 * Sends alerts to one sink, one after the other, in the order they came. An alert that a sink does not accept is
 * written into the log.
 */
const startDelivery = (
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

/** Kinds of alert that are kept; the one that was raised longest ago is dropped first. */
const remembered = 2_048

type Sent = { readonly sentAt: Timestamp; readonly severity: Alert['severity']; readonly more: number }

/**
 * Starts a filter over alerts: the first of an event of a portfolio and subject passes, as does one that is graver; the
 * same within `window` microseconds is counted, and the count stands in the text of the next that passes. undefined
 * for one that is only counted.
 *
 * @internal
 */
export const startDeduplication = (window: number): ((alert: Alert) => Alert | undefined) => {
  const sent = new Map<string, Sent>()
  const remember = (key: string, entry: Sent): void => {
    sent.delete(key)
    sent.set(key, entry)
    if (sent.size > remembered) for (const oldest of [...sent.keys()].slice(0, 1)) sent.delete(oldest)
  }
  return (alert) => {
    const key = JSON.stringify([alert.event, alert.portfolio, alert.subject])
    const last = sent.get(key)
    const { at, severity } = alert
    const graver = last !== undefined && severity === 'critical' && last.severity !== 'critical'
    if (last !== undefined && at - last.sentAt < window && !graver) {
      remember(key, { ...last, more: last.more + 1 })
      return undefined
    }
    remember(key, { sentAt: at, severity, more: 0 })
    if (last === undefined || last.more === 0) return alert
    return { ...alert, text: `${alert.text} (${last.more} more since the last time)` }
  }
}

const severities = ['info', 'warning', 'critical'] as const

export type AlertSettings = {
  /** Less severe ones are kept for the page and not sent. */
  readonly threshold: Alert['severity']
  /** The same event of one portfolio and subject within so many minutes is counted; the next one carries the count. */
  readonly repeatMinutes: number
}

export type AlertParts = {
  readonly sinks: readonly AlertSink[]
  readonly settings: AlertSettings
  /** Texts that must not leave this process. */
  readonly secrets: readonly string[]
  readonly log: Log
  readonly delivered?: ((alert: Alert, sink: string, done: boolean) => void) | undefined
}

export type Alerts = {
  /** Accepts an alert; never throws and never waits. */
  readonly raise: (alert: Alert) => void
  /** Newest first, `kept` of them at most. */
  readonly recent: () => readonly Alert[]
  /** Calls the listener with every alert that is new from now on, delivered or not. */
  readonly listen: (listener: (alert: Alert) => void) => void
  /** Waits until everything was delivered or given up; accepts no more alerts. */
  readonly close: () => Promise<void>
}

const levels = { info: 'info', warning: 'warn', critical: 'error' } as const

/** Alerts kept for the page. */
const kept = 500

/**
 * Starts alerting: every alert is written into the log and kept; those severe enough are sent to every sink;
 * a sink that fails does not hold up the others.
 *
 * @internal
 */
export const startAlerts = ({ sinks, settings, secrets, log, delivered }: AlertParts): Alerts => {
  const admit = startDeduplication(settings.repeatMinutes * 60_000_000)
  const deliveries = sinks.map((sink) => startDelivery(sink, log, delivered))
  const recent: Alert[] = []
  const least = severities.indexOf(settings.threshold)
  const listeners: ((alert: Alert) => void)[] = []
  let closed = false
  return {
    raise(alert) {
      const counted = admit({ ...alert, text: String(redact(alert.text, secrets)) })
      if (counted === undefined) return
      recent.unshift(counted)
      recent.length = Math.min(recent.length, kept)
      log[levels[alert.severity]]({ ...counted, event: 'alert.raised', about: alert.event })
      for (const listener of listeners) listener(counted)
      if (!closed && severities.indexOf(alert.severity) >= least) for (const { add } of deliveries) add(counted)
    },
    recent: () => recent,
    listen: (listener) => void listeners.push(listener),
    close: async () => {
      closed = true
      await Promise.all(deliveries.map(({ close }) => close()))
    },
  }
}
