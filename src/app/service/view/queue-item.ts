import type { JobQueue } from '../../../ports/job-queue'
import type { Ledger } from '../../../ports/ledger'
import type { Clock } from '../../../ports/clock'
import type { QueueHealth } from '../web/schema/status'
import { hedgeEvaluation } from '../live-parts'
import { SECOND } from '../../../core/market/event'

const measured = 1_000

/** Lateness of the last evaluations, seconds. */
export type LatenessLog = { readonly add: (seconds: number) => void; readonly read: () => QueueHealth['lateness'] }

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

/** Kinds of job beside the heartbeats. */
const kinds = ['retraining', 'retraining-step', 'evaluation-report'] as const

/** How the queue stands; `answers` is false where it does not. */
export const queueItem = async (
  queue: JobQueue,
  ledger: Pick<Ledger, 'timetable'>,
  clock: Clock,
  lateness: LatenessLog,
  backend: QueueHealth['backend'],
): Promise<QueueHealth> => {
  const none = { waiting: 0, beating: 0, failed: 0, overdue: 0 }
  try {
    const [beats, ...jobs] = await queue.health([hedgeEvaluation, ...kinds])
    const late = clock.now() - 5 * SECOND
    const overdue = (await ledger.timetable()).filter(({ dueAt }) => dueAt !== undefined && dueAt < late).length
    return {
      backend,
      answers: true,
      portfolios: { waiting: beats.waiting + beats.delayed, beating: beats.active, failed: beats.failed, overdue },
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
