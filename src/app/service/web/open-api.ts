import { z } from 'zod'
import { version } from '../../../core/version'
import type { ApiRoute } from './routes/route'
import { shapes } from './schema/shape'

type Json = { readonly [key: string]: unknown }

const omit = (schema: object, keys: readonly string[]): Json =>
  Object.fromEntries(Object.entries(schema).filter(([key]) => !keys.includes(key)))

const place = '#/components/schemas/'

const components = (): Json => {
  const { schemas } = z.toJSONSchema(shapes, { io: 'output', uri: (id) => place + id })
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, omit(schema, ['$schema', '$id'])]))
}

/** A shape's schema; what is registered under a name is referred to. */
const schemaOf = (shape: z.ZodType, io: 'input' | 'output'): Json => {
  const id = shapes.get(shape)?.id
  if (id !== undefined) return { $ref: place + id }
  const whole = z.toJSONSchema(shape, { io, metadata: shapes, unrepresentable: 'any' })
  return JSON.parse(JSON.stringify(omit(whole, ['$schema', '$defs'])).replaceAll('"#/$defs/', `"${place}`)) as Json
}

const parameters = (shape: z.ZodObject, place: 'path' | 'query'): readonly Json[] =>
  Object.entries(shape.shape).map(([name, part]) => ({
    name,
    in: place,
    required: place === 'path' || !(part as z.ZodType).safeParse(undefined).success,
    schema: schemaOf(part as z.ZodType, 'input'),
  }))

const failure = (description: string): Json => ({
  description,
  content: { 'application/json': { schema: { $ref: `${place}Error` } } },
})

const operation = ({ method, path, summary, access, params, query, body, answer }: ApiRoute): Json => ({
  summary,
  operationId: `${method.toLowerCase()}${path
    .replace('/api/v1', '')
    .replace(/[{}]/g, '')
    .replace(/[/-](\w)/g, (_match, letter: string) => letter.toUpperCase())}`,
  security: access === 'operate' ? [{ operator: [] }] : access === 'read' ? [{}, { operator: [] }] : [{}],
  parameters: [...parameters(params, 'path'), ...parameters(query, 'query')],
  ...(body && {
    requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body, 'input') } } },
  }),
  responses: {
    200: { description: summary, content: { 'application/json': { schema: schemaOf(answer, 'output') } } },
    400: failure('The request is not valid'),
    401: failure('An operator token is required, or the given one is wrong'),
    403: failure('Another site’s page, or another host name'),
    404: failure('Not found'),
    429: failure('Too many wrong tokens'),
    503: failure('The database or the queue does not answer'),
  },
})

const errorShape = z.object({ error: z.object({ code: z.string(), message: z.string() }) })

/** The API's description, OpenAPI 3.1, from the shapes that check and type it. */
export const openApi = (routes: readonly ApiRoute[]): Json => {
  const paths: Record<string, Json> = {}
  for (const route of routes)
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(route) }
  return {
    openapi: '3.1.0',
    info: {
      title: 'bandshift',
      version: version,
      description:
        'Hedging service. Times are microseconds since the Unix epoch, UTC; money in the ledger is in millionths of the quote currency. ' +
        'Live updates come over a WebSocket at /api/v1/live.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: { ...components(), Error: omit(z.toJSONSchema(errorShape), ['$schema']) },
      securitySchemes: {
        operator: {
          type: 'http',
          scheme: 'bearer',
          description:
            'Needed for every call that changes something, and for every call where the service is bound beyond loopback',
        },
      },
    },
  }
}
