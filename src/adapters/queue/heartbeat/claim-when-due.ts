import { Worker, type IQueueBackend, type JobJson } from 'bullmq'
import type { QueueBackend } from '../backend'
import type { EvaluationJob, EvaluationJobData } from './evaluation-job'

type Connection = QueueBackend['options']['connection']

/**
 * A job that this process has locked, with the token of the lock; or, where none is due, when the next one in the store
 * is due, milliseconds since the epoch, if any.
 */
type Claim =
  | { readonly job: EvaluationJob; readonly token: string }
  | { readonly job: undefined; readonly nextDue: number | undefined }

/**
 * BullMQ's worker without its loop: it claims a job on demand. BullMQ's own loop reads several times an evaluation when
 * the next job is due and waits for the store's notification, which on Redis is as coarse as the server's own timer.
 */
export class EvaluationClaims extends Worker<EvaluationJobData, null, string, IQueueBackend, number, Connection> {
  #claims = 0

  /** Claims one due job. */
  async claim(): Promise<Claim> {
    const token = `${this.id}:${this.#claims++}`
    const [data, id, , nextDue] = (await this.backend.moveToActive(token)) as [JobJson | null, string, number, number]
    if (!data) return { job: undefined, nextDue: nextDue > 0 ? nextDue : undefined }
    const job = this.createJob(data, id)
    job.token = token
    return { job, token }
  }

  /**
   * Renews the locks of these jobs, each with its token. A lost lock is not renewed: the worker that took the job over
   * reports it as stalled.
   */
  async renew(locked: ReadonlyMap<string, string>, lockMs: number): Promise<void> {
    if (locked.size > 0) await this.extendJobLocks([...locked.keys()], [...locked.values()], lockMs)
  }
}

/** Milliseconds between two checks of the store for jobs that other processes planned or pulled forward. */
const pollMs = 100
/** How long to wait after the store did not answer, milliseconds. */
const recoverMs = 500

export type ClaimWhenDueParts = {
  readonly claim: () => Promise<Claim>
  /**
   * Runs a job; never rejects. Resolves with when it is due again, milliseconds since the epoch; undefined where that
   * is not known or never.
   */
  readonly take: (job: EvaluationJob, token: string) => Promise<number | undefined>
  /** Evaluations at a time, at least 1. */
  readonly concurrency: number
  readonly onError: (error: Error) => void
}

export type Claiming = {
  /** Call when a job may be due sooner than expected. */
  readonly wake: () => void
  /** Claims no more; resolves when the running evaluations have ended. */
  readonly close: () => Promise<void>
}

/**
 * Claims jobs the moment they are due: by the times that this process set itself, and by polling ten times a second for
 * jobs that other processes planned or pulled forward. An evaluation costs one claim.
 */
export const claimWhenDue = ({ claim, take, concurrency, onError }: ClaimWhenDueParts): Claiming => {
  const due = new Map<string, number>()
  const running = new Set<Promise<void>>()
  /** When the next job is due by the store, from whichever process. */
  let storeDue = Infinity
  let pollAt = 0
  let wakes = 0
  let handledWakes = 0
  let closed = false
  let claiming: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined

  const earliest = (): number => {
    let least = storeDue
    for (const at of due.values()) if (at < least) least = at
    return least
  }

  const run = (job: EvaluationJob, token: string): void => {
    const { id = '' } = job
    due.delete(id)
    const evaluation = take(job, token).then((next) => {
      running.delete(evaluation)
      if (next !== undefined) due.set(id, next)
      go()
    })
    running.add(evaluation)
  }

  const nothingDue = (nextDue: number | undefined, now: number): void => {
    for (const [id, at] of due) if (at <= now) due.delete(id)
    storeDue = nextDue ?? Infinity
    pollAt = now + pollMs
  }

  const claimDue = async (): Promise<void> => {
    while (!closed && running.size < concurrency) {
      const now = Date.now()
      const seenWakes = wakes
      if (seenWakes === handledWakes && now < pollAt && now < earliest()) return
      const claimed = await claim()
      if (claimed.job) {
        if (storeDue <= now) storeDue = Infinity
        run(claimed.job, claimed.token)
        continue
      }
      handledWakes = seenWakes
      nothingDue(claimed.nextDue, now)
      // The job is due by the store's clock but another worker has claimed it, or it is due in less than a millisecond.
      if (claimed.nextDue !== undefined && claimed.nextDue <= now) storeDue = now + 1
    }
  }

  const go = (): void => {
    if (closed || claiming) return
    clearTimeout(timer)
    claiming = claimDue()
      .then(
        () => Math.min(pollAt, earliest()) - Date.now(),
        (error: unknown) => {
          onError(error instanceof Error ? error : new Error(String(error)))
          return recoverMs
        },
      )
      .then((waitMs) => {
        claiming = undefined
        if (closed || running.size >= concurrency) return
        if (wakes !== handledWakes && waitMs < recoverMs) go()
        else timer = setTimeout(go, Math.max(0, waitMs))
      })
  }
  go()

  return {
    wake: () => {
      wakes++
      go()
    },
    close: async () => {
      closed = true
      clearTimeout(timer)
      await claiming
      await Promise.all(running)
    },
  }
}
