import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { Fault } from '../../../../core/error'
import { operatorOf, type Access, type Guarded } from '../guard/guard'

/** The checked input of a handler, with the operator where there is one. */
export type RouteInput<P, Q, B> = {
  readonly params: P
  readonly query: Q
  readonly body: B
  readonly operator: string | undefined
}

/** One call of the API with the shapes of its input and answer, for the server and for its description. */
export type ApiRoute = {
  readonly method: 'GET' | 'POST'
  /** As `/api/v1/portfolios/{portfolio}`. */
  readonly path: string
  readonly summary: string
  readonly access: Access
  readonly params: z.ZodObject
  readonly query: z.ZodObject
  readonly body: z.ZodObject | undefined
  readonly answer: z.ZodType
  /** undefined: not found. */
  readonly handle: (input: RouteInput<never, never, never>) => unknown
}

const nothing = z.strictObject({})

type Nothing = typeof nothing

/** A route with its handler's types taken from its shapes. */
export const apiRoute = <
  P extends z.ZodObject = Nothing,
  Q extends z.ZodObject = Nothing,
  B extends z.ZodObject = Nothing,
  A extends z.ZodType = z.ZodType,
>(
  description: Pick<ApiRoute, 'method' | 'path' | 'summary' | 'access'> & {
    readonly params?: P
    readonly query?: Q
    readonly body?: B
    readonly answer: A
    readonly handle: (
      input: RouteInput<z.output<P>, z.output<Q>, z.output<B>>,
    ) => z.input<A> | undefined | Promise<z.input<A> | undefined>
  },
): ApiRoute => ({
  ...description,
  params: description.params ?? nothing,
  query: description.query ?? nothing,
  body: description.body,
})

const checked = (shape: z.ZodType, value: unknown, place: string): never => {
  const { data, error } = shape.safeParse(value ?? {})
  if (error === undefined) return data as never
  const [{ path, message }] = error.issues
  throw new Fault('usage', `${[place, ...path].join('.')}: ${message}`)
}

/** Puts routes on the app. What a shape does not name is refused; an answer of undefined is 404. */
export const serveRoutes = (app: FastifyInstance, routes: readonly ApiRoute[]): void => {
  for (const { method, path, access, params, query, body, handle } of routes) {
    const config: Guarded = { access }
    app.route({
      method,
      url: path.replace(/\{(\w+)\}/g, ':$1'),
      config,
      handler: async (request, reply) => {
        const answer: unknown = await handle({
          params: checked(params, request.params, 'path'),
          query: checked(query, request.query, 'query'),
          body: checked(body ?? nothing, request.body, 'body'),
          operator: operatorOf(request),
        })
        if (answer !== undefined) return reply.type('application/json; charset=utf-8').send(JSON.stringify(answer))
        return reply.code(404).send({ error: { code: 'not-found', message: 'there is no such thing' } })
      },
    })
  }
}

const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,16}$/, { error: 'is a whole number' })
    .transform(Number)
    .pipe(z.number().min(least).max(most))

const portfolioId = z.string().regex(/^[a-z0-9-]{1,32}$/, { error: 'is 1 to 32 small letters, digits, dashes' })

export const ofPortfolio = z.strictObject({ portfolio: portfolioId })

export const ofDecision = z.strictObject({ portfolio: portfolioId, sequence: wholeNumber(1, 2 ** 53 - 1) })

/** How much of a list: `limit` newest ones, 100 unless said, before the one at `before`. */
export const paging = z.strictObject({
  limit: wholeNumber(1, 500).default(100),
  before: wholeNumber(0, 2 ** 53 - 1).optional(),
})

/** Why an operator does something: kept for good. */
export const reason = z.string().trim().min(3).max(500)
