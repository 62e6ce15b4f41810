import { randomUUID } from 'node:crypto'
import { Queue } from 'bullmq'
import type { Heartbeat } from '../../../ports/heartbeat'
import type { QueueBackend } from '../backend'
import { checkName, streams } from '../names'
import { answered, type StoredJobs } from '../stored-jobs'
import {
  evaluationJobOptions,
  idOf,
  isElsewhere,
  jobIdOf,
  makeDue,
  type EvaluationJob,
  type EvaluationJobData,
  type EvaluationQueue,
} from './evaluation-job'
import { startEvaluationWorker, type EvaluationWorker } from './evaluation-worker'

const states = {
  waiting: 'waiting',
  delayed: 'waiting',
  active: 'running',
  failed: 'failed',
  completed: 'failed',
} as const

/** False where the job is gone. */
const rewrite = async (job: EvaluationJob, data: EvaluationJobData): Promise<boolean> => {
  try {
    await job.updateData(data)
    return true
  } catch (error) {
    if (isElsewhere(error)) return false
    throw error
  }
}

/** A heartbeat on a queue of its own. Closing it waits for the running evaluations. */
export const openHeartbeat = (
  backend: QueueBackend['evaluations'],
  kind: string,
  stored: StoredJobs,
  onError: (error: Error) => void,
): Heartbeat & { readonly close: () => Promise<void> } => {
  const { failFast, factory } = backend
  const queue: EvaluationQueue = new Queue(checkName('job kind', kind), { ...failFast, streams }, factory)
  queue.on('error', onError)
  const working = new Set<EvaluationWorker>()
  const wake = (): void => working.forEach((worker) => worker.wake())

  /** Whether the job runs or will. */
  const isScheduled = async (jobId: string): Promise<boolean> =>
    ['waiting', 'delayed', 'active', 'prioritized'].includes(await queue.getJobState(jobId))

  const ensure = async (id: string, afterMs: number): Promise<boolean> => {
    const jobId = jobIdOf(id)
    const options = evaluationJobOptions(id, afterMs)
    const found = await queue.getJob(jobId)
    if (found && (await isScheduled(jobId))) {
      if (!found.data.removed) return false
      return rewrite(found, { wish: randomUUID() })
    }
    if (found) await queue.remove(jobId)
    const born = randomUUID()
    await queue.add(kind, { born }, options)
    wake()
    return (await queue.getJob(jobId))?.data.born === born
  }

  const pullForward = async (id: string): Promise<boolean> => {
    const jobId = jobIdOf(id)
    const job = await queue.getJob(jobId)
    if (!job || job.data.removed) return false
    if (!(await rewrite(job, { ...job.data, wish: randomUUID() }))) return false
    const isDueNow = await makeDue(job)
    wake()
    return isDueNow || isScheduled(jobId)
  }

  const remove = async (id: string): Promise<void> => {
    const jobId = jobIdOf(id)
    if ((await queue.remove(jobId)) === 1) return
    const job = await queue.getJob(jobId)
    // The job runs: its worker reads the request when the evaluation ends, unless it has just ended.
    if (job && (await rewrite(job, { ...job.data, removed: true }))) await queue.remove(jobId)
  }

  return {
    ensure: (id, afterMs) => answered(() => ensure(id, afterMs)),
    pullForward: (id) => answered(() => pullForward(id)),
    remove: (id) => answered(() => remove(id)),
    planned: async () => {
      const jobs = await answered(() => stored.all(kind))
      return jobs
        .map(({ id, state, dueAt }) => ({ id: idOf(id), state: states[state], dueAt }))
        .sort((a, b) => (a.id < b.id ? -1 : 1))
    },
    work: async (evaluate, options = {}) => {
      const worker = await startEvaluationWorker({ backend, queue, evaluate, options, onError })
      working.add(worker)
      return {
        close: async () => {
          await worker.close()
          working.delete(worker)
        },
      }
    },
    close: async () => {
      await Promise.all([...working].map((worker) => worker.close()))
      await queue.close()
    },
  }
}
