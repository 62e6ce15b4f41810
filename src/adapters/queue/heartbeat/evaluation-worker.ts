import { setTimeout as pause } from 'node:timers/promises'
import type { EvaluationHandler, HeartbeatOptions } from '../../../ports/heartbeat'
import type { QueueBackend } from '../backend'
import { claimWhenDue, EvaluationClaims } from './claim-when-due'
import {
  checkInterval,
  idOf,
  isElsewhere,
  makeDue,
  unlimited,
  type EvaluationJob,
  type EvaluationQueue,
} from './evaluation-job'

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))

const longestRetryPause = 2_000

/**
 * Does something in the store until it is done, through interruptions of any length; false where the job is in another
 * state and it cannot be done. Once `closing`, the first failure is thrown.
 */
const retryUntilDone = async (
  work: () => Promise<unknown>,
  onError: (error: Error) => void,
  closing: AbortSignal,
): Promise<boolean> => {
  for (let wait = 50; ; wait = Math.min(2 * wait, longestRetryPause)) {
    try {
      await work()
      return true
    } catch (error) {
      if (isElsewhere(error)) return false
      if (closing.aborted) throw error
      onError(asError(error))
      // Closing cuts the pause short; the next failure is then thrown.
      await pause(wait, undefined, { signal: closing }).catch(() => undefined)
    }
  }
}

const firstPause = 250
const longestPause = 30_000

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
  Math.min(longestPause, firstPause * 2 ** Math.min(failures - 1, 20)) * (1 - shareOf(`${id} ${failures}`) / 4)

type Outcome =
  | { readonly kind: 'over' }
  | { readonly kind: 'next'; readonly afterMs: number }
  | { readonly kind: 'failed'; readonly error: Error }

const outcomeOf = async (evaluate: EvaluationHandler, id: string): Promise<Outcome> => {
  try {
    const next = await evaluate(id)
    return next === undefined ? { kind: 'over' } : { kind: 'next', afterMs: checkInterval(next.afterMs) }
  } catch (error) {
    // Reported to the observer; the evaluation is tried again without a limit.
    return { kind: 'failed', error: asError(error) }
  }
}

export type EvaluationWorker = {
  /** Called when a job of this queue may be due sooner than this process expected. */
  readonly wake: () => void
  readonly close: () => Promise<void>
}

export type EvaluationWorkerParts = {
  readonly backend: QueueBackend['evaluations']
  readonly queue: EvaluationQueue
  readonly evaluate: EvaluationHandler
  readonly options: HeartbeatOptions
  readonly onError: (error: Error) => void
}

/**
 * Runs the evaluation jobs of a queue. After an evaluation its own job is moved to the time of the next one. The job is
 * moved first and then read again; a call that pulls it forward writes its request first and then moves the job: in
 * either order one of the two reads what the other wrote.
 */
export const startEvaluationWorker = async (parts: EvaluationWorkerParts): Promise<EvaluationWorker> => {
  const { backend, queue, evaluate, onError } = parts
  const { concurrency = 8, lockMs = 5_000, observe = () => undefined } = parts.options
  const kind = queue.name
  const closing = new AbortController()
  const ensureDone = (work: () => Promise<unknown>): Promise<boolean> => retryUntilDone(work, onError, closing.signal)
  const locked = new Map<string, string>()

  /** Makes the job due where it was pulled forward while it ran; true where it did so. */
  const honourRequest = async ({ id: jobId = '', data: { wish: knownRequest } }: EvaluationJob): Promise<boolean> => {
    const job = await queue.getJob(jobId)
    if (job?.data.removed) await queue.remove(jobId)
    else if (job && job.data.wish !== knownRequest) return makeDue(job)
    return false
  }

  const run = async (job: EvaluationJob, token: string): Promise<number | undefined> => {
    const id = idOf(job.id ?? '')
    const end = async (): Promise<void> => void (await ensureDone(() => job.moveToCompleted(null, token, false)))
    if (job.data.removed) return end().then(() => undefined)
    observe({ event: 'started', kind, id })
    const failures = typeof job.progress === 'number' ? job.progress : 0
    const outcome = await outcomeOf(evaluate, id)
    if (outcome.kind === 'failed') observe({ event: 'failed', kind, id, error: outcome.error })
    else observe({ event: 'completed', kind, id })
    if (outcome.kind === 'over') return end().then(() => undefined)
    const failed = outcome.kind === 'failed' ? failures + 1 : 0
    const dueAt = Math.ceil(Date.now() + (outcome.kind === 'failed' ? pauseAfter(id, failed) : outcome.afterMs))
    if (failed !== failures) await ensureDone(() => job.updateProgress(failed))
    if (!(await ensureDone(() => job.moveToDelayed(dueAt, token)))) return undefined
    let isDueNow = false
    await ensureDone(async () => (isDueNow = await honourRequest(job)))
    return isDueNow ? Date.now() : dueAt
  }

  const take = async (job: EvaluationJob, token: string): Promise<number | undefined> => {
    const { id = '' } = job
    locked.set(id, token)
    try {
      return await run(job, token)
    } catch (error) {
      // The store does not answer while this closes: another worker takes the job when its lock has run out.
      onError(asError(error))
      return undefined
    } finally {
      locked.delete(id)
    }
  }

  const claims = new EvaluationClaims(
    kind,
    null,
    {
      ...backend.options,
      autorun: false,
      concurrency,
      lockDuration: lockMs,
      stalledInterval: Math.ceil(lockMs / 4),
      maxStalledCount: unlimited,
    },
    backend.factory,
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
