import type { FastifyInstance } from 'fastify'
import { Fault } from '../../../core/error'
import { reveal } from '../../config/secret'
import type { Log } from '../../log'
import { redact } from '../../redact'
import type { ServiceSettings } from './settings'

const statusOf = (error: unknown): number => {
  if (error instanceof Fault)
    return { usage: 400, 'bad-input': 400, 'missing-data': 404, unavailable: 503 }[error.code as string] ?? 500
  // Of other errors only the framework's own speak of what was asked; a library's status is that of its own request.
  const { code, statusCode } = Object(error) as { readonly code?: unknown; readonly statusCode?: unknown }
  const own = typeof code === 'string' && code.startsWith('FST_')
  return own && typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500 ? statusCode : 500
}

/**
 * Of a client's mistake it says which; of a failure here only that there was one: the rest is in the log. No answer
 * holds a secret.
 */
export const answerFaults = (app: FastifyInstance, settings: ServiceSettings, log: Log): void => {
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
