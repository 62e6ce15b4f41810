import type { AddressInfo } from 'node:net'
import websocket from '@fastify/websocket'
import fastify, { type FastifyInstance, type FastifyPluginAsync } from 'fastify'
import { Fault } from '../../../core/error'
import type { Log } from '../../log'
import type { ServiceActions } from './actions'
import { answerFaults } from './faults'
import { liveProtocol } from './guard/credentials'
import { boardPath, guard, type Guarded } from './guard/guard'
import { boardHeaders } from './guard/headers'
import { serveLive } from './live'
import { serveMonitoring } from './monitoring'
import type { Metrics } from './metrics'
import { openApi } from './open-api'
import { servePage } from './page-files'
import { marketRoutes } from './routes/market'
import { operateRoutes } from './routes/operate'
import { portfolioRoutes } from './routes/portfolios'
import { serveRoutes, type Route } from './routes/route'
import { statusRoutes } from './routes/status'
import { isLoopback, type ServiceSettings } from './settings'
import type { ServiceView } from './view'

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

/** Every call of the API. */
export const serviceRoutes = ({
  view,
  actions,
  settings,
}: Pick<ServiceParts, 'view' | 'actions' | 'settings'>): readonly Route[] => [
  ...statusRoutes(view, !isLoopback(settings.host)),
  ...marketRoutes(view),
  ...portfolioRoutes(view),
  ...operateRoutes(view, actions),
]

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
