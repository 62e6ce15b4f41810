import { once } from 'node:events'
import { WebSocket } from 'ws'
import { secret } from '../../../../src/app/config/secret'
import { Fault } from '../../../../src/core/error'
import { aService, bearer, operatorToken } from '../../../support/service/a-service'
import { ask } from './ask'

const planted = 'hunter2-PLANTED-secret'
const encoded = [planted, Buffer.from(planted).toString('base64'), Buffer.from(planted).toString('base64url')]
const tokens = [operatorToken, Buffer.from(operatorToken).toString('base64url').slice(0, 20)]

/** Errors as libraries throw them, with the request attached. */
const failures: readonly Error[] = [
  new Error(`connect ECONNREFUSED postgres://me:${planted}@db:5432/ledger`),
  new Fault('usage', `cannot read https://user:${planted}@api.example.org/v1?api_key=${planted}`),
  new Fault('unavailable', `password=${planted} was not taken`),
  Object.assign(new Fault('bad-input', `token: ${planted}`), { headers: { Authorization: `Bearer ${planted}` } }),
  Object.assign(new Error('request failed', { cause: new Error(`redis://:${planted}@cache:6379`) }), {
    config: { headers: { 'x-api-key': planted }, url: `https://x.example/?signature=${planted}` },
    statusCode: 418,
  }),
]

test('no secret leaves the service: not by its answers, their headers, its sockets or its log', async () => {
  const running = await aService({
    operators: [
      { name: 'ada', token: secret(operatorToken) },
      { name: 'bob', token: secret(`${planted}-of-bob-0123456789`) },
    ],
  })
  const received: string[] = []
  const keep = async (path: string, options: Parameters<typeof ask>[1] = {}): Promise<void> => {
    const { text, headers } = await ask(running.service.address + path, options)
    received.push(text, JSON.stringify(headers))
  }
  const described = (await (await running.get('/api/openapi.json')).json()) as { readonly paths: object }
  const routes = Object.keys(described.paths)
  expect(routes.length).toBeGreaterThan(15)
  const paths = [...routes, '/readyz', '/metrics', '/healthz', '/api/openapi.json', '/', '/queues', '/x']
  const filled = paths.map((path) => path.replace('{portfolio}', 'btc-calls').replace('{sequence}', '7'))
  const socket = new WebSocket(`${running.service.address.replace('http', 'ws')}/api/v1/live`, [
    'bandshift.v1',
    `bandshift.token.${Buffer.from(operatorToken).toString('base64url')}`,
  ])
  await once(socket, 'open')
  received.push(socket.protocol)
  socket.on('message', (data: Buffer) => received.push(data.toString('utf8')))

  for (const failure of [undefined, ...failures]) {
    running.fail(failure)
    for (const path of filled) {
      await keep(`${path}?token=${planted}`)
      await keep(path, { headers: bearer })
    }
    await keep('/api/v1/kill-switch', {
      method: 'POST',
      headers: { ...bearer, 'content-type': 'application/json' },
      body: `{"password":"${planted}",`,
    })
    await keep('/api/v1/kill-switch', {
      method: 'POST',
      headers: { ...bearer, 'content-type': 'application/json' },
      body: JSON.stringify({ engaged: true, reason: 'a test', apiKey: planted }),
    })
  }
  running.fail(undefined)
  for (const headers of [
    { authorization: `Bearer ${planted}` },
    { authorization: `Basic ${encoded[1]}` },
    { cookie: `session=${planted}` },
    { 'x-api-key': planted, referer: `https://x.example/?token=${planted}` },
    { host: planted },
    { origin: `https://${planted}.example` },
  ] as Record<string, string>[])
    await keep('/api/v1/status', { headers })
  socket.terminate()
  await running.service.close()
  const everything = [...received, ...running.logged].join('\n')
  expect(everything.length).toBeGreaterThan(100_000)
  expect(running.logged.join('')).toContain('service.request-failed')
  for (const text of [...encoded, ...tokens]) expect(everything).not.toContain(text)
})
