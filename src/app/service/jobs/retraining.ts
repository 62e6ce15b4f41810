import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { Fault } from '../../../core/error'
import type {
  JobHandler,
  JobQueue,
  JobRequest,
  JobWorker,
  PlannedSchedule,
  WorkOptions,
} from '../../../ports/job-queue'

export const retraining = 'retraining'
/** One step of a retraining, which any worker may do. */
export const retrainingStep = 'retraining-step'

/**
 * What to retrain on and where the models go: paths that every worker reaches, the seed, the instrument where it is not
 * the one with the most rows, and whether the run promotes.
 */
export type RetrainingOrder = {
  readonly data: string
  readonly registry: string
  readonly seed: number
  readonly symbol?: string
  /** `nominate`: what earns a place in service goes beside the champion. */
  readonly promotion?: 'nominate'
}

/**
 * The compiled program of a step. It is named, not imported: training uses future data and the service must not.
 *
 * @internal
 */
export const retrainingProgram = join(__dirname, '../../../../training/run/jobs/retraining-step.js')

const checked = (order: RetrainingOrder, mayCome = false): RetrainingOrder => {
  const { data, registry, seed, symbol, promotion } = order
  if (!mayCome && !existsSync(data)) throw new Fault('missing-data', `no recording at ${data}`)
  const optional = { ...(symbol !== undefined && { symbol }), ...(promotion !== undefined && { promotion }) }
  return { data: resolve(data), registry: resolve(registry), seed, ...optional }
}

const digest = (text: string, length: number): string =>
  createHash('sha256').update(text).digest('hex').slice(0, length)

/** Equal orders are one job while the first waits or runs. */
export const retrainingRequest = (order: RetrainingOrder): JobRequest => {
  const payload = checked(order)
  return { kind: retraining, payload, key: digest(JSON.stringify(payload), 24) }
}

/**
 * Schedules retraining into a registry: one schedule a registry, so that writing it again changes the time, the
 * recording or the seed and never adds a second. `mayCome`: the recording need not be there yet.
 */
export const scheduleRetraining = (
  queue: Pick<JobQueue, 'schedule'>,
  order: RetrainingOrder,
  cron: string,
  mayCome = false,
): Promise<PlannedSchedule> => {
  const payload = checked(order, mayCome)
  return queue.schedule({ id: `retraining-${digest(payload.registry, 12)}`, kind: retraining, cron, payload })
}

/**
 * The result of the first step: the run's folder, its steps with those that each needs, and those that were done
 * before.
 */
const begun = z.object({
  run: z.string(),
  steps: z.array(z.object({ step: z.string(), needs: z.array(z.string()) })),
  done: z.array(z.string()),
})
/** The result of a step; that of the last one includes the outcome of the run. */
const ended = z.object({ step: z.string(), outcome: z.json().optional() })

/**
 * Leads a retraining: adds the steps that need nothing which is not done, waits for them without holding a worker, and
 * so on to the last, whose outcome is the job's. It keeps nothing but the results of the steps, so that another worker
 * may take it over at any time.
 *
 * @internal
 */
export const leadRetraining: JobHandler = async (job) => {
  const [failure] = await job.childFailures()
  if (failure !== undefined) throw new Fault('bad-input', failure)
  const said = await job.childResults()
  const request = (step: string, payload: JobRequest['payload']): JobRequest => ({
    kind: retrainingStep,
    id: `${step}-${digest(`${job.id} ${step}`, 16)}`,
    payload,
  })
  const start = said.map((result) => begun.safeParse(result)).find(({ success }) => success)?.data
  if (start === undefined) return job.waitFor([request('begin', job.payload)])
  const ends = said.flatMap((result) => ended.safeParse(result).data ?? [])
  const isDone = (name: string): boolean => start.done.includes(name) || ends.some(({ step }) => step === name)
  const left = start.steps.filter(({ step }) => !isDone(step))
  await job.report({ stage: 'steps', done: start.steps.length - left.length, total: start.steps.length })
  const last = start.steps.at(-1)?.step ?? ''
  const outcome = ends.find(({ step }) => step === last)?.outcome
  if (left.length === 0 && outcome !== undefined) return outcome
  // A run that was complete before returns its outcome when its last step is requested again.
  const ready = left.length === 0 ? [{ step: last }] : left.filter(({ needs }) => needs.every(isDone))
  return job.waitFor(ready.map(({ step }) => request(step, { run: start.run, step })))
}

/** Steps that one process takes at a time. */
const width = Math.min(2, availableParallelism())

/**
 * Takes retraining jobs, and their steps, each in a process of its own, two at a time where there are two processors. A
 * step that runs twice keeps one result, and model ids derive from content, so that a job that runs twice publishes
 * once.
 */
export const workOnRetraining = async (
  queue: JobQueue,
  observe: NonNullable<WorkOptions['observe']>,
  program = retrainingProgram,
  options: Pick<WorkOptions, 'lockMs'> = {},
): Promise<JobWorker> => {
  const workers = [
    await queue.work(retrainingStep, { file: program }, { ...options, observe, concurrency: width }),
    await queue.work(retraining, leadRetraining, { ...options, observe }),
  ]
  return { close: async () => void (await Promise.all(workers.map((worker) => worker.close()))) }
}
