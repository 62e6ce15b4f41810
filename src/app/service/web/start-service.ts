import type { AddressInfo } from 'node:net'
import websocket from '@fastify/websocket'
import fastify, { type FastifyInstance, type FastifyPluginAsync } from 'fastify'
import { Fault } from '../../../core/error'
import { isLoopback } from '../../../core/loopback'
import { reveal } from '../../config/secret'
import type { Log } from '../../log'
import { redact } from '../../redact'
import { boardPath, guard, type Guarded, type ServiceSettings } from './guard/guard'
import { boardHeaders } from './guard/headers'
import { liveProtocol } from './guard/operators'
import { serveLive, type LiveUpdates } from './live'
import type { Metrics } from './metrics'
import { openApi } from './open-api'
import { servePage } from './page-files'
import { marketRoutes } from './routes/market'
import { operateRoutes } from './routes/operate'
import { portfolioRoutes } from './routes/portfolios'
import { serveRoutes, type ApiRoute } from './routes/route'
import { statusRoutes } from './routes/status'
import type { ServiceActions, ServiceView } from './view'

const bodyLimit = 16_384

const messageLimit = 1_024

export type ServiceParts = {
  readonly view: ServiceView
  readonly actions: ServiceActions
  readonly settings: ServiceSettings
  readonly metrics: Metrics
  readonly log: Log
  /** bull-board's plugin, mounted under /queues behind the same checks. */
  readonly board?: FastifyPluginAsync | undefined
  /** Milliseconds that only rise, for the count of wrong tokens (default: the process's). */
  readonly nowMs?: (() => number) | undefined
  /** Between two batches of live updates, milliseconds (default 200). */
  readonly batchMs?: number | undefined
}

export type Service = {
  /** `http://host:port`, where it listens. */
  readonly address: string
  /** Takes no more requests, ends the sockets and resolves when the running requests are answered. */
  readonly close: () => Promise<void>
}

const addressOf = (app: FastifyInstance): string => {
  const { address, family, port } = app.server.address() as AddressInfo
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
}

/** Every call of the API. @internal exported for the tests that hold each answer to its shape. */
export const serviceRoutes = ({
  view,
  actions,
  settings,
}: Pick<ServiceParts, 'view' | 'actions' | 'settings'>): readonly ApiRoute[] => [
  ...statusRoutes(view, !isLoopback(settings.host)),
  ...marketRoutes(view),
  ...portfolioRoutes(view),
  ...operateRoutes(view, actions),
]

const guarded = (access: Guarded['access']): { readonly config: Guarded } => ({ config: { access } })

/**
 * Monitoring: whether the process lives, whether it is ready and why not, and its metrics.
 */
const serveMonitoring = (app: FastifyInstance, view: ServiceView, metrics: Metrics, live: LiveUpdates): void => {
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

const statusOf = (error: unknown): number => {
  if (error instanceof Fault)
    return { usage: 400, 'bad-input': 400, 'missing-data': 404, unavailable: 503 }[error.code as string] ?? 500
  // Of other errors only the framework's own describe the client's request; the status of a library's error belongs to
  // the library's own request.
  const { code, statusCode } = Object(error) as { readonly code?: unknown; readonly statusCode?: unknown }
  const own = typeof code === 'string' && code.startsWith('FST_')
  return own && typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500 ? statusCode : 500
}

/**
 * The answer describes a client's mistake; a failure of the service is only named as such, its cause is in the log. No
 * answer holds a secret.
 */
const answerFaults = (app: FastifyInstance, settings: ServiceSettings, log: Log): void => {
  const secrets = settings.operators.map(({ token }) => reveal(token))
  app.setErrorHandler((error, request, reply) => {
    const status = statusOf(error)
    if (status >= 500) log.error({ event: 'service.request-failed', path: request.routeOptions.url, error })
    const code = error instanceof Fault ? error.code : status < 500 ? 'bad-request' : 'internal'
    const said = error instanceof Error && status < 500 ? error.message : 'the service could not answer; see its log'
    return reply.code(status).send({ error: { code, message: redact(said, secrets) } })
  })
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ error: { code: 'not-found', message: 'there is no such thing' } }),
  )
}

/**
 * Serves the API, the dashboard, live updates, monitoring and the queue board. Throws 'usage' for settings that would
 * not be safe and where the port is taken.
 */
export const startService = async (parts: ServiceParts): Promise<Service> => {
  const { view, settings, metrics, log, board, nowMs = () => performance.now(), batchMs = 200 } = parts
  const app = fastify({
    logger: false,
    bodyLimit,
    requestTimeout: 15_000,
    connectionTimeout: 60_000,
    keepAliveTimeout: 10_000,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 64 },
  })
  answerFaults(app, settings, log)
  guard(app, settings, log, nowMs)
  await app.register(websocket, {
    options: {
      maxPayload: messageLimit,
      perMessageDeflate: false,
      handleProtocols: (offered) => (offered.has(liveProtocol) ? liveProtocol : false),
    },
  })
  const routes = serviceRoutes(parts)
  await app.register(async (scope) => {
    serveRoutes(scope, routes)
    const description = openApi(routes)
    const config: Guarded = { access: 'read' }
    scope.get('/api/openapi.json', { config }, async () => description)
    serveMonitoring(scope, view, metrics, serveLive(scope, view, log, { viewers: settings.viewers ?? 32, batchMs }))
    servePage(scope)
  })
  if (board !== undefined)
    await app.register(async (scope) => {
      scope.addHook('onRequest', async (_request, reply) => void reply.headers(boardHeaders))
      await scope.register(board, { prefix: boardPath })
    })
  try {
    await app.listen({ host: settings.host, port: settings.port })
  } catch (error) {
    await app.close()
    throw new Fault('usage', `cannot listen on ${settings.host}:${settings.port}`, { cause: error })
  }
  const address = addressOf(app)
  log.info({ event: 'service.started', address })
  return {
    address,
    close: async () => {
      await app.close()
      log.info({ event: 'service.stopped', address })
    },
  }
}
