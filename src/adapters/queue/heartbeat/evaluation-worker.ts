import type { Beat, HeartOptions } from '../../../ports/heartbeat'
import type { QueueBackend } from '../backend'
import { BeatClaims } from './claim-when-due'
import { checkPause, idOf, pullForward, unlimited, isElsewhere, type BeatJob, type BeatQueue } from './evaluation-job'
import { claimWhenDue } from './claim-when-due'
import { setTimeout as pause } from 'node:timers/promises'

const longest = 2_000

/**
 * Does something in the store until it is done, through interruptions of any length; false where the job is elsewhere
 * and it cannot be done. Once `closing`, the first failure is thrown.
 */
const insist = async (
  work: () => Promise<unknown>,
  onError: (error: Error) => void,
  closing: AbortSignal,
): Promise<boolean> => {
  for (let wait = 50; ; wait = Math.min(2 * wait, longest)) {
    try {
      await work()
      return true
    } catch (error) {
      if (isElsewhere(error)) return false
      if (closing.aborted) throw error
      onError(error instanceof Error ? error : new Error(String(error)))
      // An aborted pause is a short one; the next failure then ends it.
      await pause(wait, undefined, { signal: closing }).catch(() => undefined)
    }
  }
}

const first = 250
const most = 30_000

/** A fixed share of [0, 1) for a text, so that the pauses of many ids differ. */
const shareOf = (text: string): number => {
  let hash = 2_166_136_261
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 16_777_619)
  return (hash >>> 0) / 2 ** 32
}

/**
 * How long to wait after so many failures in a row of an id, milliseconds: doubling from a quarter of a second to half
 * a minute, less up to a quarter.
 */
const pauseAfter = (id: string, failures: number): number =>
  Math.min(most, first * 2 ** Math.min(failures - 1, 20)) * (1 - shareOf(`${id} ${failures}`) / 4)

type Course =
  | { readonly kind: 'over' }
  | { readonly kind: 'next'; readonly afterMs: number }
  | { readonly kind: 'failed'; readonly error: Error }

const courseOf = async (beat: Beat, id: string): Promise<Course> => {
  try {
    const next = await beat(id)
    return next === undefined ? { kind: 'over' } : { kind: 'next', afterMs: checkPause(next.afterMs) }
  } catch (error) {
    // Told to the observer, and tried again for ever.
    return { kind: 'failed', error: error instanceof Error ? error : new Error(String(error)) }
  }
}

export type BeatWorker = {
  /** A job of this queue may be due sooner than this process knew. */
  readonly wake: () => void
  readonly close: () => Promise<void>
}

/**
 * Takes beats of a queue. A beat ends with its own job moved to the time it asked for: moved first and looked at again
 * afterwards, since whoever hastens writes his wish first and pulls forward afterwards; one of the two sees the other.
 */
export const startBeating = async (
  { options, factory }: QueueBackend['beats'],
  queue: BeatQueue,
  beat: Beat,
  { concurrency = 8, lockMs = 5_000, observe = () => undefined }: HeartOptions,
  onError: (error: Error) => void,
): Promise<BeatWorker> => {
  const kind = queue.name
  const closing = new AbortController()
  const surely = (work: () => Promise<unknown>): Promise<boolean> => insist(work, onError, closing.signal)
  const locked = new Map<string, string>()

  /** True where somebody hastened the job while it beat. */
  const hastened = async ({ id: jobId = '', data: { wish } }: BeatJob): Promise<boolean> => {
    const job = await queue.getJob(jobId)
    if (job?.data.removed) await queue.remove(jobId)
    else if (job && job.data.wish !== wish) return pullForward(job)
    return false
  }

  const follow = async (job: BeatJob, token: string): Promise<number | undefined> => {
    const id = idOf(job.id ?? '')
    const over = async (): Promise<void> => void (await surely(() => job.moveToCompleted(null, token, false)))
    if (job.data.removed) return over().then(() => undefined)
    observe({ event: 'started', kind, id })
    const failures = typeof job.progress === 'number' ? job.progress : 0
    const course = await courseOf(beat, id)
    if (course.kind === 'failed') observe({ event: 'failed', kind, id, error: course.error })
    else observe({ event: 'completed', kind, id })
    if (course.kind === 'over') return over().then(() => undefined)
    const failed = course.kind === 'failed' ? failures + 1 : 0
    const dueAt = Math.ceil(Date.now() + (course.kind === 'failed' ? pauseAfter(id, failed) : course.afterMs))
    if (failed !== failures) await surely(() => job.updateProgress(failed))
    if (!(await surely(() => job.moveToDelayed(dueAt, token)))) return undefined
    let soon = false
    await surely(async () => (soon = await hastened(job)))
    return soon ? Date.now() : dueAt
  }

  const take = async (job: BeatJob, token: string): Promise<number | undefined> => {
    const { id = '' } = job
    locked.set(id, token)
    try {
      return await follow(job, token)
    } catch (error) {
      // The store does not answer while this closes: whoever beats next takes the job when its lock has run out.
      onError(error instanceof Error ? error : new Error(String(error)))
      return undefined
    } finally {
      locked.delete(id)
    }
  }

  const claims = new BeatClaims(
    kind,
    null,
    {
      ...options,
      autorun: false,
      concurrency,
      lockDuration: lockMs,
      stalledInterval: Math.ceil(lockMs / 4),
      maxStalledCount: unlimited,
    },
    factory,
  )
  claims.on('error', onError)
  claims.on('ioredis:close', () => {
    if (!closing.signal.aborted) onError(new Error(`${kind}: Redis closed the connection`))
  })
  await claims.waitUntilReady()
  const claiming = claimWhenDue({ claim: () => claims.claim(), take, concurrency, onError })
  claims.on('stalled', (jobId) => {
    observe({ event: 'stalled', kind, id: idOf(jobId) })
    claiming.wake()
  })
  await claims.startStalledCheckTimer()
  const renewal = setInterval(() => {
    claims.renew(locked, lockMs).catch(onError)
  }, lockMs / 3)
  return {
    wake: claiming.wake,
    close: async () => {
      closing.abort()
      await claiming.close()
      clearInterval(renewal)
      await claims.close()
    },
  }
}
