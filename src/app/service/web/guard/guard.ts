import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { AddressInfo } from 'node:net'
import type { Log } from '../../../log'
import { isLoopback, type ServiceSettings } from '../settings'
import { givenToken } from './credentials'
import { countFailures } from './failures'
import { securityHeaders } from './headers'
import { knowOperators } from './operators'
import { answeredHosts, foreign } from './origin'

/**
 * Who may ask: `open` anybody (nothing is told: the page's own files, the life sign); `read` anybody on loopback, else
 * an operator; `operate` an operator, always.
 */
export type Access = 'open' | 'read' | 'operate'

/** What a route says of itself to the guard. */
export type Guarded = { readonly access: Access }

/** Where the queue board is mounted; a browser that opens it asks for the token by itself, as a password. */
export const boardPath = '/queues'

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Whose token came with a request; absent where none did. */
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

  // A socket that asked to be upgraded and was not is nobody's: the server would neither time it out nor close it.
  app.addHook('onResponse', async ({ headers, raw }) => {
    if (headers.upgrade !== undefined) raw.socket.destroySoon()
  })
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(securityHeaders)
    hosts ??= answeredHosts(settings, (app.server.address() as AddressInfo | null)?.port ?? settings.port)
    const strange = foreign(request.headers, hosts)
    if (strange !== undefined) {
      log.warn({ event: 'service.refused', reason: strange, address: request.ip })
      return refuse(reply, 403, 'foreign', `${strange}: this service answers its own pages under its own name only`)
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
    const blocked = failures.blockedSeconds(request.ip)
    if (blocked > 0) {
      reply.header('retry-after', String(blocked))
      return refuse(reply, 429, 'too-many-tokens', `too many wrong tokens; try again in ${blocked} s`)
    }
    const operator = find(token)
    if (operator === undefined) {
      failures.add(request.ip)
      log.warn({ event: 'service.wrong-credentials', address: request.ip, path: request.routeOptions.url })
      reply.header('www-authenticate', challenge(basic))
      return refuse(reply, 401, 'wrong-token', 'this is not the token of an operator')
    }
    operators.set(request, operator)
  })
}
