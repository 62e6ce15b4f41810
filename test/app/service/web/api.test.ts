import fastify from 'fastify'
import { serviceRoutes } from '../../../../src/app/service/web/start-service'
import { Fault } from '../../../../src/core/error'
import { aService, bearer, type RunningFixture } from '../../../support/service/a-service'
import { aView } from '../../../support/service/a-view'

let running: RunningFixture
beforeAll(async () => {
  running = await aService()
})
afterAll(() => running.service.close())

const routes = serviceRoutes({ ...aView(), settings: { host: '127.0.0.1', port: 0, operators: [] } })
const sample: Readonly<Record<string, string>> = { portfolio: 'btc-calls', sequence: '7' }
const addressOf = (path: string): string => {
  const filled = path.replace(/\{(\w+)\}/g, (_match, name: string) => sample[name])
  return /\/market\/(history|surface)$/.test(path) ? `${filled}?instrument=deribit%2FBTC-PERPETUAL` : filled
}

describe('API', () => {
  test.each(routes.filter(({ method }) => method === 'GET').map((route) => [route.path, route] as const))(
    'GET %s answers exactly its shape',
    async (path, { answer }) => {
      const response = await running.get(addressOf(path))
      expect(response.status).toBe(200)
      const body: unknown = await response.json()
      expect(answer.parse(body)).toEqual(body)
    },
  )

  test('pages run back through a list without a gap', async () => {
    const sequences: number[] = []
    let before: number | undefined
    do {
      const query = before === undefined ? '' : `&before=${before}`
      const response = await running.get(`/api/v1/portfolios/btc-calls/decisions?limit=170${query}`)
      const page = (await response.json()) as { items: { sequence: number }[]; before?: number }
      sequences.push(...page.items.map(({ sequence }) => sequence))
      before = page.before
    } while (before !== undefined)
    expect(sequences).toEqual(Array.from({ length: 399 }, (_, place) => 399 - place))
  })

  test.each([
    ['/api/v1/portfolios/btc-calls/decisions?limit=0', 400],
    ['/api/v1/portfolios/btc-calls/decisions?limit=1e3', 400],
    ['/api/v1/portfolios/btc-calls/decisions?limit=5&limit=6', 400],
    ['/api/v1/portfolios/btc-calls/decisions?more=1', 400],
    ['/api/v1/portfolios/btc-calls/decisions/0', 400],
    ['/api/v1/portfolios/btc-calls/decisions/999999', 404],
    ['/api/v1/portfolios/nobody', 404],
    ['/api/v1/portfolios/..%2f..%2fetc', 400],
    ['/api/v1/market/history?instrument=a%2Fb', 404],
    ['/api/v1/market/surface?instrument=a%2Fb', 404],
    ['/api/v1/market/surface', 400],
    ['/page/..%2f..%2fstart-service.ts', 404],
    ['/nothing', 404],
  ])('GET %s is answered %i', async (path, status) => {
    const response = await running.get(path)
    expect(response.status).toBe(status)
    expect(await response.json()).toEqual({ error: { code: expect.any(String), message: expect.any(String) } })
  })

  test('says unavailable, and nothing of why, while the database does not answer', async () => {
    running.fail(new Fault('unavailable', 'connect postgres://me:hunter2@db refused'))
    const response = await running.get('/api/v1/portfolios')
    const ready = await running.get('/readyz')
    running.fail(undefined)
    expect(response.status).toBe(503)
    expect(await response.text()).not.toMatch(/hunter2|postgres/)
    expect(ready.status).toBe(503)
    expect((await running.get('/readyz')).status).toBe(200)
    expect((await running.get('/healthz')).status).toBe(200)
  })
})

describe('operating', () => {
  test('writes into the audit log who does what and why, then does it', async () => {
    const body = { engaged: true, reason: 'prices look wrong' }
    const response = await running.post('/api/v1/kill-switch', body)
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ engaged: true, reason: 'prices look wrong', by: 'ada' })
    await running.post('/api/v1/portfolios/btc-calls/mode', { mode: 'reducing', reason: 'end of day' })
    await running.post('/api/v1/portfolios/btc-calls/evaluations', {})
    expect(running.done).toMatchObject([
      { kind: 'audit', actor: 'ada', action: 'kill-switch.engage', details: { reason: 'prices look wrong' } },
      { kind: 'kill-switch', engaged: true, reason: 'prices look wrong', actor: 'ada' },
      { kind: 'audit', actor: 'ada', action: 'portfolio.reducing', portfolio: 'btc-calls' },
      { kind: 'mode', portfolio: 'btc-calls', mode: 'reducing', reason: 'end of day' },
      { kind: 'audit', action: 'portfolio.evaluate', portfolio: 'btc-calls' },
      { kind: 'evaluate', portfolio: 'btc-calls', actor: 'ada' },
    ])
    const audit = (await (await running.get('/api/v1/actions')).json()) as { items: unknown[] }
    expect(audit.items).toHaveLength(3)
  })

  test('does nothing that it cannot write down', async () => {
    const before = running.done.length
    running.fail(new Fault('unavailable', 'no database'))
    const response = await running.post('/api/v1/kill-switch', { engaged: false, reason: 'all clear' })
    running.fail(undefined)
    expect(response.status).toBe(503)
    expect(running.done).toHaveLength(before)
  })

  test.each([
    [{ engaged: true }, 400],
    [{ engaged: true, reason: '  ' }, 400],
    [{ engaged: 'yes', reason: 'because' }, 400],
    [{ engaged: true, reason: 'because', force: true }, 400],
    [{ engaged: true, reason: 'x'.repeat(600) }, 400],
    [{ engaged: true, reason: 'x'.repeat(20_000) }, 413],
    [['engaged'], 400],
  ])('refuses the body %#', async (body, status) => {
    const before = running.done.length
    expect((await running.post('/api/v1/kill-switch', body)).status).toBe(status)
    expect(running.done).toHaveLength(before)
  })

  test('takes JSON only, and no mode that is none', async () => {
    const form = await fetch(`${running.service.address}/api/v1/kill-switch`, {
      method: 'POST',
      headers: { ...bearer, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'engaged=true&reason=because',
    })
    expect(form.status).toBe(415)
    const mode = await running.post('/api/v1/portfolios/btc-calls/mode', { mode: 'wild', reason: 'because' })
    expect(mode.status).toBe(400)
    const nobody = await running.post('/api/v1/portfolios/nobody/mode', { mode: 'halted', reason: 'because' })
    expect(nobody.status).toBe(404)
  })
})

describe('description', () => {
  test('is OpenAPI 3.1 of every route, with schemas that are sound and references that lead somewhere', async () => {
    const text = await (await running.get('/api/openapi.json')).text()
    const description = JSON.parse(text) as {
      openapi: string
      paths: Record<string, Record<string, { operationId: string; parameters: { in: string; name: string }[] }>>
      components: { schemas: Record<string, object> }
    }
    expect(description.openapi).toBe('3.1.0')
    const described = Object.entries(description.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    expect(described.sort()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).sort())
    for (const [path, methods] of Object.entries(description.paths))
      for (const { parameters } of Object.values(methods)) {
        const inPath = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => `{${name}}`)
        expect(inPath).toEqual(path.match(/\{\w+\}/g) ?? [])
      }
    const ids = Object.values(description.paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    )
    expect(new Set(ids).size).toBe(ids.length)
    for (const [, name] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g))
      expect(Object.keys(description.components.schemas)).toContain(name)
    expect(text).not.toContain('$defs')
    const app = fastify({ ajv: { customOptions: { removeAdditional: false, coerceTypes: false, strict: false } } })
    app.addSchema({ $id: 'api', components: description.components })
    for (const name of Object.keys(description.components.schemas))
      app.post(`/${name}`, { schema: { body: { $ref: `api#/components/schemas/${name}` } } }, async () => 'right')
    await app.ready()
    const portfolios = (await (await running.get('/api/v1/portfolios')).json()) as { items: object[] }
    const check = async (payload: object) =>
      (await app.inject({ method: 'POST', url: '/Portfolio', payload })).statusCode
    expect(await check(portfolios.items[0])).toBe(200)
    expect(await check({ ...portfolios.items[0], mode: 'wild' })).toBe(400)
    expect(await check({ ...portfolios.items[0], more: 1 })).toBe(400)
    await app.close()
  })
})
