import type { BullMQAdapter as Adapter } from '@bull-board/api/bullMQAdapter'
import type { FastifyPluginAsync } from 'fastify'
import type { StoredQueue } from './outcome'

/** bull-board's types require the Redis backend, but it runs on any. */
type Shown = ConstructorParameters<typeof Adapter>[0]

/**
 * bull-board over queues, read-only: every request but GET and HEAD is refused with 405 before it reaches a queue,
 * since for example `promote` may run a job twice on PostgreSQL. It does not authenticate: register it, with its
 * prefix, in a scope that does.
 */
export const boardOf =
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
