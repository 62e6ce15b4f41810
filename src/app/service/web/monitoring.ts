import type { FastifyInstance } from 'fastify'
import type { Guarded } from './guard/guard'
import type { Live } from './live'
import type { Metrics } from './metrics'
import type { ServiceView } from './view'

const guarded = (access: Guarded['access']): { readonly config: Guarded } => ({ config: { access } })

/**
 * For those who watch over the service: whether the process lives, whether it may be relied on and why not, and its
 * numbers.
 */
export const serveMonitoring = (app: FastifyInstance, view: ServiceView, metrics: Metrics, live: Live): void => {
  app.get('/healthz', guarded('open'), async () => ({ alive: true }))
  app.get('/readyz', guarded('read'), async (_request, reply) => {
    const readiness = await view.readiness()
    return reply.code(readiness.ready ? 200 : 503).send(readiness)
  })
  app.get('/metrics', guarded('read'), async (_request, reply) => {
    metrics.observe(await view.status(), await view.markets(), live.viewers())
    return reply.type(metrics.contentType).send(await metrics.text())
  })
}
