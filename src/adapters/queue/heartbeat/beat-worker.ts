import { DelayedError, Worker, type IQueueBackend } from 'bullmq'
import type { Beat, HeartOptions } from '../../../ports/heartbeat'
import type { QueueBackend } from '../backend'
import { checkPause, idOf, pullForward, unlimited, type BeatData, type BeatJob, type BeatQueue } from './beat-job'
import { insist } from './insist'
import { pauseAfter } from './pause'

type Course =
  | { readonly kind: 'over' }
  | { readonly kind: 'next'; readonly afterMs: number }
  | { readonly kind: 'failed'; readonly error: Error }

const follow = async (beat: Beat, id: string): Promise<Course> => {
  try {
    const next = await beat(id)
    return next === undefined ? { kind: 'over' } : { kind: 'next', afterMs: checkPause(next.afterMs) }
  } catch (error) {
    // Told to the observer, and tried again for ever.
    return { kind: 'failed', error: error instanceof Error ? error : new Error(String(error)) }
  }
}

/**
 * Takes beats of a queue. A beat ends with its own job moved to the time it asked for: moved first and looked at again afterwards, since whoever hastens writes his wish first
 * and pulls forward afterwards; one of the two sees the other.
 */
export const startBeating = async (
  { options, factory }: QueueBackend['beats'],
  queue: BeatQueue,
  beat: Beat,
  { concurrency = 8, lockMs = 5_000, observe = () => undefined }: HeartOptions,
  onError: (error: Error) => void,
): Promise<{ readonly close: () => Promise<void> }> => {
  const kind = queue.name
  const closing = new AbortController()
  const surely = (work: () => Promise<unknown>): Promise<boolean> => insist(work, onError, closing.signal)

  const lookAgain = async ({ id: jobId = '', data: { wish } }: BeatJob): Promise<void> => {
    const job = await queue.getJob(jobId)
    if (job?.data.removed) await queue.remove(jobId)
    else if (job && job.data.wish !== wish) await pullForward(job)
  }

  const take = async (job: BeatJob, token = ''): Promise<null> => {
    const id = idOf(job.id ?? '')
    if (job.data.removed) return null
    observe({ event: 'started', kind, id })
    const failures = typeof job.progress === 'number' ? job.progress : 0
    const course = await follow(beat, id)
    if (course.kind === 'failed') observe({ event: 'failed', kind, id, error: course.error })
    else observe({ event: 'completed', kind, id })
    if (course.kind === 'over') return null
    const failed = course.kind === 'failed' ? failures + 1 : 0
    const dueAt = Date.now() + (course.kind === 'failed' ? pauseAfter(id, failed) : course.afterMs)
    if (failed !== failures) await surely(() => job.updateProgress(failed))
    if (await surely(() => job.moveToDelayed(Math.ceil(dueAt), token))) await surely(() => lookAgain(job))
    throw new DelayedError()
  }

  const worker = new Worker<BeatData, null, string, IQueueBackend, number, typeof options.connection>(
    kind,
    take,
    {
      ...options,
      concurrency,
      lockDuration: lockMs,
      stalledInterval: Math.ceil(lockMs / 4),
      maxStalledCount: unlimited,
      runRetryDelay: 500,
    },
    factory,
  )
  worker.on('error', onError)
  worker.on('stalled', (jobId) => observe({ event: 'stalled', kind, id: idOf(jobId) }))
  worker.on('failed', (job, error) => observe({ event: 'failed', kind, id: idOf(job?.id ?? ''), error }))
  await worker.waitUntilReady()
  return {
    close: async () => {
      closing.abort()
      await worker.close()
    },
  }
}
