import type { BeatJob, BeatData } from './evaluation-job'
import { Worker, type IQueueBackend, type JobJson } from 'bullmq'
import type { QueueBackend } from '../backend'

type Connection = QueueBackend['options']['connection']

/**
 * A job that is now this process's, with the token that proves it; or when the next one known to the store is due,
 * milliseconds since the epoch, if any.
 */
type Claim =
  { readonly job: BeatJob; readonly token: string } | { readonly job: undefined; readonly nextDue: number | undefined }

/**
 * BullMQ's worker without its loop: it claims a job when told to. The loop that comes with it asks the store several
 * times a beat when the next job is due and waits for the store to say so, which on Redis is as coarse as the server's
 * own timer.
 */
export class BeatClaims extends Worker<BeatData, null, string, IQueueBackend, number, Connection> {
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
   * Keeps the locks of these jobs, each with its token, for so long again. One that was lost stays so: whoever took the
   * job tells of it.
   */
  async renew(locked: ReadonlyMap<string, string>, lockMs: number): Promise<void> {
    if (locked.size > 0) await this.extendJobLocks([...locked.keys()], [...locked.values()], lockMs)
  }
}

/** How often the store is asked for what other processes planned or pulled forward, milliseconds. */
const earMs = 100
/** How long to wait after the store did not answer, milliseconds. */
const recoverMs = 500

export type ClaimWhenDueParts = {
  readonly claim: () => Promise<Claim>
  /**
   * Beats a job; never rejects. Resolves with when it is due again, milliseconds since the epoch; undefined where that
   * is not known or never.
   */
  readonly take: (job: BeatJob, token: string) => Promise<number | undefined>
  /** Beats at a time, at least 1. */
  readonly concurrency: number
  readonly onError: (error: Error) => void
}

export type Claiming = {
  /** Something may be due sooner than was known. */
  readonly wake: () => void
  /** Claims no more; resolves when the running beats have ended. */
  readonly close: () => Promise<void>
}

/**
 * Claims jobs the moment they are due, by the times that this process gave them itself, and ten times a second for what
 * others did. A beat costs one claim; between dues nothing is asked.
 */
export const claimWhenDue = ({ claim, take, concurrency, onError }: ClaimWhenDueParts): Claiming => {
  const due = new Map<string, number>()
  const running = new Set<Promise<void>>()
  /** What the store said is due next, whoever planned it. */
  let told = Infinity
  let listenAt = 0
  let wakes = 0
  let heard = 0
  let closed = false
  let claiming: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined

  const earliest = (): number => {
    let least = told
    for (const at of due.values()) if (at < least) least = at
    return least
  }

  const run = (job: BeatJob, token: string): void => {
    const { id = '' } = job
    due.delete(id)
    const beat = take(job, token).then((next) => {
      running.delete(beat)
      if (next !== undefined) due.set(id, next)
      go()
    })
    running.add(beat)
  }

  const nothingDue = (nextDue: number | undefined, now: number): void => {
    for (const [id, at] of due) if (at <= now) due.delete(id)
    told = nextDue ?? Infinity
    listenAt = now + earMs
  }

  const claimDue = async (): Promise<void> => {
    while (!closed && running.size < concurrency) {
      const now = Date.now()
      const asked = wakes
      if (asked === heard && now < listenAt && now < earliest()) return
      const claimed = await claim()
      if (claimed.job) {
        if (told <= now) told = Infinity
        run(claimed.job, claimed.token)
        continue
      }
      heard = asked
      nothingDue(claimed.nextDue, now)
      // It is due by the store's clock and somebody else's already, or in less than a millisecond.
      if (claimed.nextDue !== undefined && claimed.nextDue <= now) told = now + 1
    }
  }

  const go = (): void => {
    if (closed || claiming) return
    clearTimeout(timer)
    claiming = claimDue()
      .then(
        () => Math.min(listenAt, earliest()) - Date.now(),
        (error: unknown) => {
          onError(error instanceof Error ? error : new Error(String(error)))
          return recoverMs
        },
      )
      .then((waitMs) => {
        claiming = undefined
        if (closed || running.size >= concurrency) return
        if (wakes !== heard && waitMs < recoverMs) go()
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
