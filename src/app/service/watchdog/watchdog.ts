import type { PortfolioSettings } from '../../../core/decision/settings'
import { SECOND } from '../../../core/market/event'
import type { Alert } from '../../../ports/alert-sink'
import type { Clock } from '../../../ports/clock'
import type { Heartbeat } from '../../../ports/heartbeat'
import type { Ledger } from '../../../ports/ledger'
import type { Log } from '../../log'
import { findNeglected, lateness, type Neglect, type Watched } from './neglect'

/** What one check found. `late`: seconds by which the latest portfolio is overdue, 0 where none is. */
export type WatchReport = {
  readonly watched: number
  readonly overdue: number
  readonly late: number
  readonly neglected: readonly Neglect[]
  /** Portfolios that have never been evaluated. */
  readonly undecided: readonly string[]
}

const words = {
  'no-job': 'had no job; it was added again',
  'failed-job': 'had a failed job; it was added again',
  unattended: 'made no decision for two intervals; it was made due at once',
} as const

/** Why portfolios are not hedged as they should be; undefined where all are. Without a report: not looked yet. */
export const unattendedReason = (report: WatchReport | undefined): string | undefined => {
  if (report === undefined) return 'the watchdog has not looked yet'
  const { neglected, undecided } = report
  const found = [
    ...neglected.map(({ id, kind }) => `${id} ${words[kind]}`),
    ...(undecided.length > 0 ? [`no decision yet: ${undecided.join(', ')}`] : []),
  ]
  return found.length > 0 ? found.join('; ') : undefined
}

export type WatchdogParts = {
  readonly portfolios: readonly Pick<PortfolioSettings, 'id' | 'maxInterval'>[]
  readonly ledger: Pick<Ledger, 'timetable' | 'auditOnce'>
  readonly heartbeat: Pick<Heartbeat, 'ensure' | 'pullForward' | 'planned'>
  /** The clock that the ledger's times are of. */
  readonly clock: Clock
  readonly alert: (alert: Alert) => void
  readonly log: Log
  readonly observe?: (report: WatchReport) => void
  /** Between two checks, milliseconds (default 1,000). */
  readonly everyMs?: number
  /** Least interval of which two may pass, milliseconds (default 5,000: an evaluation is taken over within 7,500). */
  readonly leastMs?: number
}

export type Watchdog = {
  /** Checks now; rejects where ledger or queue do not answer. */
  readonly check: () => Promise<WatchReport>
  readonly close: () => Promise<void>
}

/** Failed checks in a row after which an alert is raised. */
const patience = 3

/** A portfolio's neglect as it was found: from its last evaluation to its next. */
type Episode = { readonly kind: Neglect['kind']; readonly name: string }

/**
 * Watches over the evaluations in every process that serves: a portfolio without a job gets one, one that is not
 * evaluated is made due at once, and an alert is raised once an episode and when it is over. Any number of watchdogs on
 * one ledger do the same as one: the first to write an episode into the audit raises its alert. Each raises an alert of
 * its own when it cannot check.
 */
export const startWatchdog = (parts: WatchdogParts): Watchdog => {
  const { portfolios, ledger, heartbeat, clock, alert, log, observe, everyMs = 1_000, leastMs = 5_000 } = parts
  const since = clock.now()
  const open = new Map<string, Episode>()
  let failures = 0

  const watched = async (): Promise<readonly Watched[]> => {
    const states = new Map((await ledger.timetable()).map((state) => [state.id, state]))
    return portfolios.map(({ id, maxInterval }) => {
      const { mode = 'active', dueAt, evaluatedAt } = states.get(id) ?? {}
      return { id, mode, dueAt, evaluatedAt, maxInterval }
    })
  }

  const help = async ({ id, kind }: Neglect): Promise<void> => {
    if (kind === 'unattended') await heartbeat.pullForward(id)
    else await heartbeat.ensure(id, 0)
  }

  /** True for the one watchdog that is to raise the alert. */
  const isFirst = (name: string, action: string, portfolio: string, details: object): Promise<boolean> =>
    ledger.auditOnce(name, { at: clock.now(), actor: 'watchdog', action, portfolio, details })

  const begin = async ({ id, mode, kind, late }: Neglect, evaluatedAt: Watched['evaluatedAt']): Promise<void> => {
    const lateSeconds = late / SECOND
    const name = `portfolio.neglected ${id} ${kind} ${evaluatedAt ?? 'never'}`
    const isOurs = await isFirst(name, 'portfolio.neglected', id, { kind, lateSeconds })
    open.set(id, { kind, name })
    log.warn({ event: 'portfolio.neglected', portfolioId: id, kind, lateSeconds })
    const severity = mode === 'active' && kind === 'unattended' ? 'critical' : 'warning'
    const text = `portfolio ${id} ${words[kind]}`
    if (isOurs) alert({ at: clock.now(), severity, event: 'portfolio.neglected', portfolio: id, text })
  }

  const end = async (id: string, { kind, name }: Episode): Promise<void> => {
    const isOurs = await isFirst(`over: ${name}`, 'portfolio.attended', id, { kind })
    open.delete(id)
    log.info({ event: 'portfolio.attended', portfolioId: id })
    const text = `portfolio ${id} is evaluated again`
    if (isOurs) alert({ at: clock.now(), severity: 'info', event: 'portfolio.attended', portfolio: id, text })
  }

  const report = async (neglected: readonly Neglect[], states: readonly Watched[]): Promise<void> => {
    const evaluated = new Map(states.map(({ id, evaluatedAt }) => [id, evaluatedAt]))
    for (const own of neglected) if (open.get(own.id)?.kind !== own.kind) await begin(own, evaluated.get(own.id))
    const ids = new Set(neglected.map(({ id }) => id))
    for (const [id, episode] of [...open]) if (!ids.has(id)) await end(id, episode)
  }

  const check = async (): Promise<WatchReport> => {
    const [states, planned] = await Promise.all([watched(), heartbeat.planned()])
    const now = clock.now()
    const neglected = findNeglected(states, planned, { since, now, least: leastMs * 1_000 })
    for (const neglect of neglected) await help(neglect)
    await report(neglected, states)
    const lates = states.map((state) => lateness(state, since, now)).filter((late) => late > 0)
    const late = lates.reduce((most, one) => Math.max(most, one), 0) / SECOND
    const undecided = states.filter(({ evaluatedAt }) => evaluatedAt === undefined).map(({ id }) => id)
    const found = { watched: states.length, overdue: lates.length, late, neglected, undecided }
    observe?.(found)
    return found
  }

  const checkAndReport = async (): Promise<void> => {
    try {
      await check()
      if (failures >= patience)
        alert({ at: clock.now(), severity: 'info', event: 'watchdog.sees', text: 'the watchdog sees again' })
      failures = 0
    } catch (error) {
      failures++
      log.warn({ event: 'watchdog.blind', error, failures })
      const text = 'the watchdog cannot see whether portfolios are evaluated: ledger or queue do not answer'
      if (failures === patience) alert({ at: clock.now(), severity: 'critical', event: 'watchdog.blind', text })
    }
  }

  let closed = false
  let running: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout
  const arm = (): void => {
    if (closed) return
    timer = setTimeout(() => {
      running = checkAndReport().then(arm)
    }, everyMs)
  }
  arm()
  return {
    check,
    close: async () => {
      closed = true
      clearTimeout(timer)
      await running
    },
  }
}
