import type { IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Fault } from '../../../../core/error'
import { isLoopback } from '../../../../core/loopback'
import type { Log } from '../../../log'
import { securityHeaders } from './headers'
import { countFailures, givenToken, knowOperators, type Operator } from './operators'

export type ServiceSettings = {
  /** Address to listen on; on anything but loopback every call needs a token. */
  readonly host: string
  /** 0: a free one. */
  readonly port: number
  /** One at least. */
  readonly operators: readonly Operator[]
  /**
   * Names under which the service is reached beyond loopback, `host` or `host:port`; needed where `host` is not
   * loopback.
   */
  readonly hosts?: readonly string[] | undefined
  /** Viewers over WebSocket at a time (default 32). */
  readonly viewers?: number | undefined
}

/**
 * Who may call: `open` anybody (the page's own files and the liveness check hold no data); `read` anybody on loopback,
 * else an operator; `operate` an operator, always.
 */
export type Access = 'open' | 'read' | 'operate'

/** The access that a route declares to the guard. */
export type Guarded = { readonly access: Access }

/** Where the queue board is mounted; a browser that opens it asks for the token by itself, as a password. */
export const boardPath = '/queues'

/** Names of this machine under which a loopback service is reached. */
const loopbackNames = ['127.0.0.1', 'localhost', '[::1]']

/**
 * Host header values that are answered. Throws 'usage' where the service is bound beyond loopback and its names
 * are not given.
 */
const answeredHosts = ({ host, hosts = [] }: ServiceSettings, port: number): ReadonlySet<string> => {
  if (!isLoopback(host) && hosts.length === 0)
    throw new Fault('usage', `a service on ${host} needs \`hosts\`: the names under which it is reached`)
  const own = isLoopback(host) ? [...loopbackNames, host] : []
  const all = [...own.map((name) => `${name}:${port}`), ...hosts]
  // A default port is left out by clients.
  return new Set([...all, ...all.map((name) => name.replace(/:(80|443)$/, ''))].map((name) => name.toLowerCase()))
}

/**
 * Why a request is refused: it names another host (another site's name that resolves to this address), or it comes from
 * another site's page. undefined where it is accepted. Clients that are no browsers send no Origin.
 */
const foreign = (headers: IncomingHttpHeaders, hosts: ReadonlySet<string>): string | undefined => {
  if (!hosts.has((headers.host ?? '').toLowerCase())) return 'unknown Host'
  const { origin } = headers
  if (origin !== undefined) {
    const host = URL.canParse(origin) ? new URL(origin) : undefined
    if (host === undefined || !/^https?:$/.test(host.protocol) || !hosts.has(host.host)) return 'foreign Origin'
  }
  const site = headers['sec-fetch-site']
  // A link to the page from elsewhere is a navigation and carries no token; it may pass.
  const navigation = headers['sec-fetch-mode'] === 'navigate'
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !navigation) return 'foreign site'
  return undefined
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Name of the operator whose token came with a request; absent where none did. */
const operators = new WeakMap<FastifyRequest, string>()

export const operatorOf = (request: FastifyRequest): string | undefined => operators.get(request)

const challenge = (basic: boolean): string =>
  basic ? 'Basic realm="bandshift", charset="UTF-8"' : 'Bearer realm="bandshift"'

const refuse = (reply: FastifyReply, status: number, code: string, message: string): FastifyReply =>
  reply.code(status).send({ error: { code, message } })

/**
 * Puts headers, host, origin and token checks in front of everything that is registered on the app, sockets included. A
 * route without an `access` of its own is `read`, and `operate` where its method changes something.
 */
export const guard = (app: FastifyInstance, settings: ServiceSettings, log: Log, nowMs: () => number): void => {
  const find = knowOperators(settings.operators)
  const failures = countFailures(nowMs)
  const readsNeedToken = !isLoopback(settings.host)
  let hosts: ReadonlySet<string> | undefined
  answeredHosts(settings, settings.port)

  const accessOf = ({ routeOptions: { config }, method }: FastifyRequest): Access =>
    (config as Partial<Guarded>).access ?? (safeMethods.has(method) ? 'read' : 'operate')

  // The server neither times out nor closes a socket whose upgrade was refused, so it is destroyed here.
  app.addHook('onResponse', async ({ headers, raw }) => {
    if (headers.upgrade !== undefined) raw.socket.destroySoon()
  })
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(securityHeaders)
    hosts ??= answeredHosts(settings, (app.server.address() as AddressInfo | null)?.port ?? settings.port)
    const reason = foreign(request.headers, hosts)
    if (reason !== undefined) {
      log.warn({ event: 'service.refused', reason, address: request.ip })
      return refuse(reply, 403, 'foreign', `${reason}: this service answers its own pages under its own name only`)
    }
    if (request.is404) return
    const access = accessOf(request)
    if (access === 'open') return
    const basic = request.routeOptions.url?.startsWith(boardPath) === true
    const token = givenToken(request.headers, basic)
    const required = access === 'operate' || readsNeedToken
    if (token === undefined && !required) return
    if (token === undefined) {
      reply.header('www-authenticate', challenge(basic))
      return refuse(reply, 401, 'token-required', 'an operator token is required')
    }
    const operator = find(token)
    if (operator !== undefined) {
      operators.set(request, operator)
      return
    }
    // A right token passes whatever wrong ones its address has sent: behind a proxy all share one address.
    const blocked = failures.blockedSeconds(request.ip)
    if (blocked > 0) {
      reply.header('retry-after', String(blocked))
      return refuse(reply, 429, 'too-many-tokens', `too many wrong tokens; try again in ${blocked} s`)
    }
    failures.add(request.ip)
    log.warn({ event: 'service.wrong-credentials', address: request.ip, path: request.routeOptions.url })
    reply.header('www-authenticate', challenge(basic))
    return refuse(reply, 401, 'wrong-token', 'this is not the token of an operator')
  })
}
