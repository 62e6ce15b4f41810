import { setTimeout as pause } from 'node:timers/promises'
import { telegram } from '../../adapters/alerts/telegram'
import { webhook } from '../../adapters/alerts/webhook'
import { startRng } from '../../core/rng'
import type { Alert, AlertSink } from '../../ports/alert-sink'
import { startAlerts, type Alerts } from './alerts'
import type { ServiceConfig } from '../config/file/schema'
import { reveal } from '../config/secret'
import type { Log } from '../log'
import type { Metrics } from './web/metrics'

/** The same event of the same portfolio within so many minutes is counted, not told again. */
const repeatMinutes = 15

const order = ['info', 'warning', 'critical'] as const

/** A sink that is told of nothing less severe. */
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

/** Starts the alerts of a configuration; `observe` is told of each that is new. */
export const startAlerting = (
  config: ServiceConfig['alerts'],
  secrets: readonly string[],
  log: Log,
  metrics: Metrics,
  observe: (alert: Alert) => void,
): Alerts =>
  startAlerts({
    sinks: sinksOf(config),
    settings: { threshold: 'info', repeatMinutes },
    secrets,
    log,
    observe,
    delivered: (alert, _sink, done) => metrics.alert(alert.severity, done),
  })
