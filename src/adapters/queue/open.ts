import type { BullMQAdapter as Adapter } from '@bull-board/api/bullMQAdapter'
import { FlowProducer, Queue, QueueEvents, type FlowJob, type IQueueBackend } from 'bullmq'
import type { FastifyPluginAsync } from 'fastify'
import type { Heartbeat } from '../../ports/heartbeat'
import type { JobPayload, JobQueue, JobTree, JobWorker } from '../../ports/job-queue'
import { openBackend, type QueueStore } from './backend'
import { openHeartbeat } from './heartbeat/open'
import { checkName, jobOptions, retain, streams, type Retention } from './names'
import { awaitOutcome, type StoredEvents, type StoredQueue } from './outcome'
import { listSchedules, writeSchedule } from './schedules'
import { healthOf, readStoredJobs } from './stored-jobs'
import { addingChildren, startWorker } from './worker'

/** bull-board's types require the Redis backend, but it runs on any. */
type Shown = ConstructorParameters<typeof Adapter>[0]

/**
 * bull-board over queues, read-only: every request but GET and HEAD is refused with 405 before it reaches a queue,
 * since for example `promote` may run a job twice on PostgreSQL. It does not authenticate: register it, with its
 * prefix, in a scope that does.
 */
const boardOf =
  (queues: readonly StoredQueue[]): FastifyPluginAsync =>
  async (scope) => {
    // Loaded only where a board is served.
    const [{ createBullBoard }, { BullMQAdapter }, { FastifyAdapter }] = await Promise.all([
      import('@bull-board/api'),
      import('@bull-board/api/bullMQAdapter'),
      import('@bull-board/fastify'),
    ])
    scope.addHook('onRequest', async ({ method }, reply) => {
      if (method !== 'GET' && method !== 'HEAD')
        return reply.code(405).header('allow', 'GET, HEAD').send({ error: 'this board is read-only' })
    })
    const server = new FastifyAdapter()
    server.setBasePath(scope.prefix)
    createBullBoard({
      queues: queues.map((queue) => new BullMQAdapter(queue as unknown as Shown, { readOnlyMode: true })),
      serverAdapter: server,
      options: { uiConfig: { boardTitle: 'bandshift' } },
    })
    await scope.register(server.registerPlugin())
  }

const flowOf = (tree: JobTree, retention: Retention): FlowJob => ({
  name: tree.kind,
  queueName: checkName('job kind', tree.kind),
  data: tree.payload,
  opts: { ...jobOptions(tree, retention), failParentOnFailure: true },
  children: tree.children.map((child) => flowOf(child, retention)),
})

export type OpenJobQueue = JobQueue & {
  /** The evaluation jobs of a kind, on a queue of their own; one heartbeat a kind until the queue is closed. */
  readonly heartbeat: (kind: string) => Heartbeat
  /** A page for operators over these kinds, which changes nothing; see `boardOf`. */
  readonly board: (kinds: readonly string[]) => FastifyPluginAsync
}

/**
 * The job queue on Redis or PostgreSQL. Of the ended jobs of a kind the newest `keep` are kept. `onError` is called
 * with the errors of broken connections, which BullMQ opens again by itself. Throws `unavailable` where the store does
 * not answer.
 */
export const openJobQueue = async (
  store: QueueStore,
  onError: (error: Error) => void,
  keep = 1_000,
): Promise<OpenJobQueue> => {
  const retention = retain(keep)
  const backend = await openBackend(store)
  const { options, factory } = backend
  const queues = new Map<string, StoredQueue>()
  const listeners = new Map<string, StoredEvents>()
  const heartbeats = new Map<string, ReturnType<typeof openHeartbeat>>()
  const stored = readStoredJobs(store, onError)
  const working = new Set<JobWorker>()
  const closing = new AbortController()
  const flowsOf = (): FlowProducer<IQueueBackend, typeof options.connection> => {
    const open = new FlowProducer(options, factory)
    open.on('error', onError)
    return open
  }
  let flows: ReturnType<typeof flowsOf> | undefined
  const addChildren = addingChildren(() => (flows ??= flowsOf()), retention)
  const reportToParent = async (kind: string, id: string, progress: JobPayload): Promise<void> => {
    await (await queueOf(kind).getJob(id))?.updateProgress(progress)
  }

  const queueOf = (kind: string): StoredQueue => {
    const open = queues.get(kind) ?? new Queue(checkName('job kind', kind), { ...options, streams }, factory)
    if (!queues.has(kind)) open.on('error', onError)
    queues.set(kind, open)
    return open
  }
  const eventsOf = (kind: string): StoredEvents => {
    const open = listeners.get(kind) ?? new QueueEvents(checkName('job kind', kind), options, factory)
    // An error of a listener that is disconnected while the queue closes is ignored.
    if (!listeners.has(kind)) open.on('error', (error) => closing.signal.aborted || onError(error))
    listeners.set(kind, open)
    return open
  }

  const heartbeatOf = (kind: string): ReturnType<typeof openHeartbeat> => {
    const open = heartbeats.get(kind) ?? openHeartbeat(backend.evaluations, kind, stored, onError)
    heartbeats.set(kind, open)
    return open
  }

  return {
    add: async (request) =>
      (await queueOf(request.kind).add(request.kind, request.payload, jobOptions(request, retention))).id ?? '',
    addTree: async (tree) => {
      flows ??= flowsOf()
      const { job } = await flows.add(flowOf(tree, retention))
      return job.id ?? ''
    },
    outcome: (kind, id, onProgress = () => undefined) =>
      awaitOutcome({ queue: queueOf(kind), events: eventsOf(kind), closing: closing.signal }, id, onProgress),
    schedule: (schedule) => writeSchedule(queueOf(schedule.kind), schedule, retention),
    schedules: (kind) => listSchedules(queueOf(kind)),
    unschedule: (kind, id) => queueOf(kind).removeJobScheduler(id),
    work: async (kind, processor, workOptions = {}) => {
      const worker = await startWorker({ backend, addChildren, reportToParent, onError }, kind, processor, workOptions)
      working.add(worker)
      return {
        close: async () => {
          await worker.close()
          working.delete(worker)
        },
      }
    },
    workers: (kind) => queueOf(kind).getWorkersCount(),
    heartbeat: heartbeatOf,
    health: (kinds) => Promise.all(kinds.map((kind) => healthOf(queueOf(kind), stored))),
    board: (kinds) => boardOf(kinds.map(queueOf)),
    close: async () => {
      closing.abort()
      await Promise.all([...working, ...heartbeats.values()].map((open) => open.close()))
      await Promise.all([...listeners.values(), ...queues.values()].map((open) => open.close()))
      await flows?.close()
      await stored.end()
    },
  }
}
