import { Fault } from '../../../core/error'
import { SECOND } from '../../../core/market/event'
import type { MarketState } from '../../../core/reading/market-state'
import type { Clock } from '../../../ports/clock'
import type { JobQueue } from '../../../ports/job-queue'
import type { Ledger } from '../../../ports/ledger'
import { answerMs, withTimeout } from '../../with-timeout'
import { hedgeEvaluation } from '../live-parts'
import type { QueueStatus, Readiness } from '../web/schema/status'

type ReadinessParts = {
  readonly ledger: Pick<Ledger, 'killSwitch'>
  readonly queue: () => Promise<QueueStatus>
  readonly markets: () => Promise<readonly (MarketState | undefined)[]>
  readonly now: () => number
  readonly modelsWanted: boolean
  readonly modelsLoaded: () => boolean
  readonly unreconciled: () => readonly string[]
  /** Why portfolios are not evaluated on time. */
  readonly unattended: () => string | undefined
}

/** Age past which a market counts as stale, microseconds. */
const stale = 120 * SECOND

type Check = Readiness['checks'][number]

const check = (name: string, reason: string | undefined): Check =>
  reason === undefined ? { name, ready: true } : { name, ready: false, reason }

const ageReason = (states: readonly (MarketState | undefined)[], now: number): string | undefined => {
  const missing = states.filter((state) => state === undefined).length
  if (missing > 0) return `${missing} of ${states.length} markets have no price yet`
  const old = states.find((state) => state !== undefined && now - state.time > stale)
  return old && `${old.instrument} is ${Math.round((now - old.time) / SECOND)} s old`
}

/** The kill switch; an `unavailable` fault where the ledger has not answered within two seconds. */
export const killSwitchOf = (ledger: Pick<Ledger, 'killSwitch'>): ReturnType<Ledger['killSwitch']> =>
  withTimeout(answerMs, 'the ledger', () => ledger.killSwitch())

/** Whether the service can do its work now: every part with the reason where it cannot. */
export const readinessOf = async (parts: ReadinessParts): Promise<Readiness> => {
  const database = await killSwitchOf(parts.ledger).then(
    () => undefined,
    () => 'the ledger does not answer',
  )
  const queue = await parts.queue()
  const unreconciled = parts.unreconciled()
  const checks = [
    check('database', database),
    check('queue', queue.answers ? undefined : 'the queue does not answer'),
    check('feeds', database === undefined ? ageReason(await parts.markets(), parts.now()) : 'not asked'),
    check('models', parts.modelsWanted && !parts.modelsLoaded() ? 'no models are loaded' : undefined),
    check('portfolios', parts.unattended()),
    check('venues', unreconciled.length === 0 ? undefined : `${unreconciled.join(', ')} not reconciled yet`),
  ]
  return { ready: checks.every(({ ready }) => ready), checks }
}

const measured = 1_000

/** Lateness of the last evaluations, seconds. */
export type LatenessLog = { readonly add: (seconds: number) => void; readonly read: () => QueueStatus['lateness'] }

export const startLatenessLog = (): LatenessLog => {
  const last: number[] = []
  return {
    add: (seconds) => {
      last.push(seconds)
      if (last.length > measured) last.shift()
    },
    read: () => {
      if (last.length === 0) return undefined
      const sorted = [...last].sort((a, b) => a - b)
      const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]
      return { p50: at(0.5), p99: at(0.99), count: sorted.length }
    },
  }
}

/** Kinds of job beside the evaluations. */
const kinds = ['retraining', 'retraining-step', 'evaluation-report'] as const

type QueueItemParts = {
  readonly ledger: Pick<Ledger, 'timetable'>
  readonly clock: Clock
  readonly lateness: LatenessLog
  readonly backend: QueueStatus['backend']
}

/** Asks for the state of the queue; `answers` is false where it has not answered within two seconds. */
export const startQueueStatus = (
  queue: Pick<JobQueue, 'health'>,
  { ledger, clock, lateness, backend }: QueueItemParts,
): (() => Promise<QueueStatus>) => {
  const ask = async () => ({
    health: await queue.health([hedgeEvaluation, ...kinds]),
    timetable: await ledger.timetable(),
  })
  // A question that hangs is waited for once and not asked again, however often page and metrics want to know.
  let asked: ReturnType<typeof ask> | undefined
  let hangs = false
  const answer = async () => {
    if (hangs) throw new Fault('unavailable', 'the queue does not answer')
    asked ??= ask().finally(() => {
      asked = undefined
      hangs = false
    })
    try {
      return await withTimeout(answerMs, 'the queue', () => asked as ReturnType<typeof ask>)
    } catch (error) {
      hangs = asked !== undefined
      throw error
    }
  }
  const none = { waiting: 0, beating: 0, failed: 0, overdue: 0 }
  return async () => {
    try {
      const { health, timetable } = await answer()
      const [evaluations, ...jobs] = health
      const late = clock.now() - 5 * SECOND
      const overdue = timetable.filter(({ dueAt }) => dueAt !== undefined && dueAt < late).length
      return {
        backend,
        answers: true,
        portfolios: {
          waiting: evaluations.waiting + evaluations.delayed,
          beating: evaluations.active,
          failed: evaluations.failed,
          overdue,
        },
        lateness: lateness.read(),
        jobs: jobs.map(({ kind, waiting, delayed, active, failed }) => ({
          kind,
          waiting: waiting + delayed,
          active,
          failed,
        })),
      }
    } catch {
      return { backend, answers: false, portfolios: none, lateness: lateness.read(), jobs: [] }
    }
  }
}
