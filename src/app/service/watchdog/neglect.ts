import { SECOND, type Timestamp } from '../../../core/market/event'
import type { PortfolioState } from '../../../core/portfolio/portfolio'
import type { PlannedEvaluation } from '../../../ports/heartbeat'

/** A portfolio with the facts that the watchdog checks. */
export type Watched = Pick<PortfolioState, 'id' | 'mode' | 'dueAt' | 'evaluatedAt'> & {
  /** Longest time between two evaluations, seconds. */
  readonly maxInterval: number
}

/**
 * A portfolio that is not evaluated as it should be. `late`: how long its evaluation has been due, in microseconds; 0
 * where it is not.
 */
export type Neglect = {
  readonly id: string
  readonly mode: PortfolioState['mode']
  readonly kind: 'no-job' | 'failed-job' | 'unattended'
  readonly late: number
}

/**
 * How late an evaluation is at a time, microseconds, 0 where it is not due; before the first evaluation it is due at
 * once.
 */
export const lateness = ({ dueAt }: Pick<Watched, 'dueAt'>, since: Timestamp, now: Timestamp): number =>
  Math.max(0, now - (dueAt ?? since))

/**
 * When a portfolio counts as unattended: two of the intervals that its last decision chose after that decision. An
 * interval is at most the longest allowed and at least `least` microseconds, since an evaluation taken over from a
 * worker that died is late as well. Before the first evaluation, two longest intervals after `since`.
 *
 * @internal
 */
export const unattendedFrom = (
  { dueAt, evaluatedAt, maxInterval }: Omit<Watched, 'id' | 'mode'>,
  since: Timestamp,
  least: number,
): Timestamp => {
  const longest = Math.max(maxInterval * SECOND, least)
  if (dueAt === undefined || evaluatedAt === undefined) return since + 2 * longest
  const interval = Math.min(Math.max(dueAt - evaluatedAt, least), longest)
  return Math.min(dueAt, evaluatedAt + interval) + interval
}

/** `since`: when watching began. `least`: as `unattendedFrom` takes it. */
export type WatchTimes = { readonly since: Timestamp; readonly now: Timestamp; readonly least: number }

/** The portfolios without a job, with a failed one, or unattended, in the order given. */
export const findNeglected = (
  portfolios: readonly Watched[],
  planned: readonly PlannedEvaluation[],
  { since, now, least }: WatchTimes,
): readonly Neglect[] => {
  const jobs = new Map(planned.map((job) => [job.id, job]))
  return portfolios.flatMap((portfolio): Neglect[] => {
    const { id, mode } = portfolio
    const late = lateness(portfolio, since, now)
    const job = jobs.get(id)
    if (job === undefined) return [{ id, mode, kind: 'no-job', late }]
    if (job.state === 'failed') return [{ id, mode, kind: 'failed-job', late }]
    return now > unattendedFrom(portfolio, since, least) ? [{ id, mode, kind: 'unattended', late }] : []
  })
}
