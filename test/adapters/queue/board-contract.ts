import fastify, { type FastifyInstance } from 'fastify'
import { openJobQueue, type OpenJobQueue } from '../../../src/adapters/queue/open'
import { collectClosers } from '../../support/closers'
import { openJournal } from './journal'
import type { StoreServer } from './store-server'

const hour = 3_600_000

/** The board shows operators every queue and refuses every change. */
export const itShowsTheQueues = (server: () => StoreServer): void => {
  const closeLater = collectClosers()
  let queue: OpenJobQueue
  let app: FastifyInstance
  const seen: string[] = []
  const routes: { readonly method: 'GET' | 'HEAD' | 'PUT'; readonly url: string }[] = []
  beforeAll(async () => {
    queue = await openJobQueue(server().store, () => undefined)
    app = fastify()
    await app.register(async (scope) => {
      scope.addHook('onRoute', ({ method, url }) => {
        for (const one of [method].flat()) routes.push({ method: one as 'PUT', url })
      })
      scope.addHook('onRequest', async (request, reply) => {
        seen.push(request.method)
        if (request.headers.authorization === undefined) return reply.code(401).send({ error: 'who are you?' })
      })
      await scope.register(queue.board(['shown-evaluations', 'shown-jobs']), { prefix: '/queues' })
    })
    await app.ready()
  })
  afterAll(async () => {
    await app?.close()
    await queue?.close()
  })
  const ask = (method: 'GET' | 'PUT', path: string, authorization: string | undefined) =>
    app.inject({ method, url: `/queues${path}`, headers: authorization === undefined ? {} : { authorization } })

  test('lists kinds and jobs, and serves its page below the prefix', async () => {
    await queue.heartbeat('shown-evaluations').ensure('desk', hour)
    const id = await queue.add({ kind: 'shown-jobs', payload: { data: 'somewhere' } })
    const page = await ask('GET', '', 'me')
    expect([page.statusCode, page.headers['content-type']]).toEqual([200, expect.stringContaining('text/html')])
    expect(page.body).toContain('/queues/')
    const listed = await ask('GET', '/api/queues?activeQueue=shown-jobs&status=latest&page=1', 'me')
    const { queues } = listed.json<{ queues: { name: string; readOnlyMode: boolean; jobs: { id: string }[] }[] }>()
    expect(queues.map(({ name, readOnlyMode }) => `${name} ${readOnlyMode}`)).toEqual([
      'shown-evaluations true',
      'shown-jobs true',
    ])
    expect(queues[1].jobs).toMatchObject([{ id, data: { data: 'somewhere' } }])
    const job = await ask('GET', '/api/queues/shown-evaluations/beat-desk', 'me')
    expect(job.json()).toMatchObject({ job: { id: 'beat-desk' }, status: 'delayed' })
  })

  test('refuses every change before it reaches a queue', async () => {
    const heartbeat = queue.heartbeat('shown-evaluations')
    await heartbeat.ensure('desk', hour)
    const before = await heartbeat.planned()
    const changes = routes.filter(({ method }) => method !== 'GET' && method !== 'HEAD')
    expect(changes.map(({ url }) => url)).toContain('/queues/api/queues/:queueName/:jobId/promote')
    for (const { method, url } of changes) {
      const path = url
        .replace(':queueName', 'shown-evaluations')
        .replace(':jobId', 'beat-desk')
        .replace(/:\w+/, 'delayed')
      const { statusCode } = await app.inject({ method, url: path, headers: { authorization: 'me' } })
      expect(`${method} ${url} ${statusCode}`).toBe(`${method} ${url} 405`)
    }
    expect(await heartbeat.planned()).toEqual(before)
    const [{ paused }] = await queue.health(['shown-evaluations'])
    expect(paused).toBe(false)
  })

  test('runs after the authorisation of the scope around it', async () => {
    seen.length = 0
    expect((await ask('GET', '/api/queues', undefined)).statusCode).toBe(401)
    expect((await ask('GET', '', undefined)).statusCode).toBe(401)
    expect((await ask('PUT', '/api/queues/shown-evaluations/beat-desk/promote', undefined)).statusCode).toBe(401)
    expect(seen).toEqual(['GET', 'GET', 'PUT'])
  })

  test('counts the jobs of each kind', async () => {
    const heartbeat = queue.heartbeat('standing')
    const journal = openJournal<string>()
    await heartbeat.ensure('later', hour)
    const [idle] = await queue.health(['standing'])
    expect(idle).toEqual({
      ...{ kind: 'standing', waiting: 0, delayed: 1, active: 0, completed: 0, failed: 0 },
      ...{ paused: false, workers: 0, lateMs: undefined },
    })
    await heartbeat.ensure('now', 0)
    const [late, jobs] = await queue.health(['standing', 'shown-jobs'])
    expect(late.waiting + late.delayed).toBe(2)
    expect(late.lateMs).toBeGreaterThanOrEqual(0)
    expect(jobs.lateMs).toBeGreaterThan(0)
    let end: (value: undefined) => void = () => undefined
    const worker = await heartbeat.work((id) => {
      journal.add(id)
      return new Promise((resolve) => (end = resolve))
    })
    closeLater(() => end(undefined))
    await journal.until(({ length }) => length === 1)
    expect(await queue.health(['standing'])).toMatchObject([{ active: 1, workers: 1, lateMs: undefined }])
    end(undefined)
    await worker.close()
  })
}
