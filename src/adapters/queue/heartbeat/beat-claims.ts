import { Worker, type IQueueBackend, type JobJson } from 'bullmq'
import type { QueueBackend } from '../backend'
import type { BeatData, BeatJob } from './beat-job'

type Connection = QueueBackend['options']['connection']

/**
 * A job that is now this process's, with the token that proves it; or when the next one known to the store is due,
 * milliseconds since the epoch, if any.
 */
export type Claim =
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
