import type { FastifyPluginAsync } from 'fastify'
import { secret } from '../../../../src/app/config/secret'
import { startMetrics } from '../../../../src/app/service/web/metrics'
import { startService } from '../../../../src/app/service/web/start-service'
import { aService, bearer, operatorToken, type RunningFixture } from '../../../support/service/a-service'
import { aView } from '../../../support/service/a-view'
import { ask } from './ask'

const open: RunningFixture[] = []
const start = async (...given: Parameters<typeof aService>): Promise<RunningFixture> => {
  const running = await aService(...given)
  open.push(running)
  return running
}
afterEach(async () => {
  await Promise.all(open.splice(0).map(({ service }) => service.close()))
})

const kill = { engaged: true, reason: 'a test' }
const wrong = { authorization: 'Bearer not-the-token-of-anybody-here' }

describe('tokens', () => {
  test('on loopback reading needs none, changing always does', async () => {
    const { get, post, done } = await start()
    expect((await get('/api/v1/status')).status).toBe(200)
    for (const headers of [{}, wrong, { authorization: operatorToken }, { authorization: `Basic ${operatorToken}` }]) {
      const response = await post('/api/v1/kill-switch', kill, headers)
      expect(response.status).toBe(401)
      expect(response.headers.get('www-authenticate')).toContain('Bearer')
    }
    expect((await post(`/api/v1/kill-switch?token=${operatorToken}`, kill, {})).status).toBe(401)
    expect(done).toEqual([])
    expect((await post('/api/v1/kill-switch', kill)).status).toBe(200)
  })

  test('a wrong one is refused for reading too, so that a page can check it', async () => {
    const { get } = await start()
    expect((await get('/api/v1/session', wrong)).status).toBe(401)
    expect(await (await get('/api/v1/session', bearer)).json()).toEqual({ operator: 'ada', readsNeedToken: false })
  })

  test('beyond loopback everything but the page itself and the liveness check needs one', async () => {
    const { service } = await start({ host: '0.0.0.0', hosts: ['hedge.example'] })
    const headers = { host: 'hedge.example' }
    for (const path of ['/api/v1/status', '/api/v1/portfolios', '/metrics', '/readyz', '/api/openapi.json']) {
      expect((await ask(service.address + path, { headers })).status).toBe(401)
      expect((await ask(service.address + path, { headers: { ...headers, ...bearer } })).status).toBe(200)
    }
    expect((await ask(`${service.address}/`, { headers })).status).toBe(200)
    expect((await ask(`${service.address}/healthz`, { headers })).status).toBe(200)
  })

  test('wrong ones of an address are told to wait some seconds, a right one of it never is', async () => {
    let now = 0
    const { get, logged } = await start({}, { nowMs: () => now })
    for (let i = 0; i < 10; i++) expect((await get('/api/v1/session', wrong)).status).toBe(401)
    const held = await get('/api/v1/session', wrong)
    expect(held.status).toBe(429)
    expect(Number(held.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await get('/api/v1/session', bearer)).status).toBe(200)
    expect((await get('/api/v1/status')).status).toBe(200)
    expect((await get('/api/v1/session', wrong)).status).toBe(429)
    now += 3_000
    expect((await get('/api/v1/session', wrong)).status).toBe(401)
    expect(logged.filter((line) => line.includes('service.wrong-credentials'))).toHaveLength(11)
    expect(logged.join('')).not.toContain('not-the-token')
  })

  test('are refused at start where they are short, absent or shared by a name', async () => {
    const fixture = aView()
    const log = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {} }
    const parts = { view: fixture.view, actions: fixture.actions, metrics: startMetrics(), log }
    const settings = { host: '127.0.0.1', port: 0 }
    const ada = { name: 'ada', token: secret(operatorToken) }
    for (const operators of [[], [{ name: 'ada', token: secret('short') }], [ada, ada]])
      await expect(startService({ ...parts, settings: { ...settings, operators } })).rejects.toMatchObject({
        code: 'usage',
      })
    await expect(
      startService({ ...parts, settings: { ...settings, host: '0.0.0.0', operators: [ada] } }),
    ).rejects.toThrow(/hosts/)
  })
})

describe('other sites', () => {
  test('a rebound name is refused on every path', async () => {
    const { service } = await start()
    for (const path of ['/', '/api/v1/status', '/healthz', '/api/v1/live', '/nothing'])
      for (const host of ['evil.example', `evil.example:${new URL(service.address).port}`, '127.0.0.1', 'localhost:1'])
        expect((await ask(service.address + path, { headers: { host } })).status).toBe(403)
    const { port } = new URL(service.address)
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`, `LOCALHOST:${port}`])
      expect((await ask(`${service.address}/api/v1/status`, { headers: { host } })).status).toBe(200)
  })

  test('their pages are not answered, token or none, and no answer shares anything with them', async () => {
    const { service, done } = await start()
    const body = JSON.stringify(kill)
    const json = { 'content-type': 'application/json', ...bearer }
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: service.address.replace(/\d+$/, '1') },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ] as Record<string, string>[]) {
      const post = await ask(`${service.address}/api/v1/kill-switch`, {
        method: 'POST',
        headers: { ...json, ...headers },
        body,
      })
      expect(post.status).toBe(403)
      expect(post.headers['access-control-allow-origin']).toBeUndefined()
      expect((await ask(`${service.address}/api/v1/status`, { headers })).status).toBe(403)
    }
    expect(done).toEqual([])
    const preflight = await ask(`${service.address}/api/v1/kill-switch`, {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    })
    expect(preflight.status).toBe(403)
    const own = await ask(`${service.address}/api/v1/kill-switch`, {
      method: 'POST',
      headers: { ...json, origin: service.address, 'sec-fetch-site': 'same-origin' },
      body,
    })
    expect(own.status).toBe(200)
  })
})

describe('headers', () => {
  test('stand on every answer, refusals and errors among them', async () => {
    const { get, service } = await start()
    const answers = [
      await get('/'),
      await get('/api/v1/status'),
      await get('/nothing'),
      await get('/api/v1/session', wrong),
    ]
    for (const { headers } of answers) {
      expect(headers.get('content-security-policy')).toContain("default-src 'none'")
      expect(headers.get('content-security-policy')).not.toContain('unsafe')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('x-frame-options')).toBe('DENY')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('server')).toBeNull()
    }
    const foreign = await ask(service.address, { headers: { host: 'evil.example' } })
    expect(foreign.headers['content-security-policy']).toContain("default-src 'none'")
  })
})

describe('queue board', () => {
  const board: FastifyPluginAsync = async (app) => {
    app.get('/', async () => 'the board')
    app.put('/api/queues', async () => ({ changed: true }))
  }

  test('stands behind the same checks, and a browser may give the token as a password', async () => {
    const { get, service } = await start({}, { board })
    expect(await (await get('/queues/')).text()).toBe('the board')
    const basic = { authorization: `Basic ${Buffer.from(`ada:${operatorToken}`).toString('base64')}` }
    expect((await ask(`${service.address}/queues/api/queues`, { method: 'PUT' })).status).toBe(401)
    expect((await ask(`${service.address}/queues/api/queues`, { method: 'PUT', headers: basic })).status).toBe(200)
    const cross = { ...basic, origin: 'https://evil.example' }
    expect((await ask(`${service.address}/queues/api/queues`, { method: 'PUT', headers: cross })).status).toBe(403)
    expect((await ask(`${service.address}/api/v1/session`, { headers: basic })).status).toBe(401)
  })

  test('beyond loopback a browser is asked for the token', async () => {
    const { service } = await start({ host: '0.0.0.0', hosts: ['hedge.example'] }, { board })
    const answer = await ask(`${service.address}/queues/`, { headers: { host: 'hedge.example' } })
    expect(answer.status).toBe(401)
    expect(answer.headers['www-authenticate']).toContain('Basic')
  })
})
