import { createHmac } from 'node:crypto'
import { inspect } from 'node:util'
import type { Surroundings } from '../../../src/adapters/alerts/post'
import { telegram } from '../../../src/adapters/alerts/telegram'
import { webhook } from '../../../src/adapters/alerts/webhook'
import { Fault } from '../../../src/core/error'
import type { Alert, AlertSink } from '../../../src/ports/alert-sink'
import { aReceiver, type Receiver, type Reply } from './receiver'

const alert: Alert = {
  at: Date.UTC(2026, 2, 2, 9) * 1000,
  severity: 'critical',
  event: 'portfolio.halted',
  portfolio: 'btc-calls',
  text: 'the book differs from the venue',
}

const botToken = '123456789:AAplanted-bot-token-0123456789'
const signingKey = 'planted-signing-key'
const inAddress = 'planted-in-the-address'
const planted = [botToken, signingKey, inAddress]
const delivery = { timeoutMs: 250, attempts: 3, backoffMs: 100 }

const open: Receiver[] = []
const receive = async (...replies: readonly Reply[]): Promise<Receiver> => {
  const receiver = await aReceiver(...replies)
  open.push(receiver)
  return receiver
}
afterEach(async () => {
  await Promise.all(open.splice(0).map(({ close }) => close()))
})

const sinks: readonly (readonly [string, (url: string, surroundings: Surroundings) => AlertSink])[] = [
  [
    'webhook',
    (url, around) => webhook({ url: `${url}/hook/${inAddress}?key=${inAddress}`, signingKey, delivery }, around),
  ],
  ['telegram', (api, around) => telegram({ botToken, chat: '-1001234', api, delivery }, around)],
]

describe.each(sinks)('alert sink %s', (name, start) => {
  const pauses: number[] = []
  const surroundings: Surroundings = { chance: () => 0.5, pause: async (ms) => void pauses.push(ms) }
  beforeEach(() => void pauses.splice(0))

  const failure = async (sending: Promise<void>): Promise<Fault> => {
    const error: unknown = await sending.then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    expect(error).toBeInstanceOf(Fault)
    const shown = inspect(error, { depth: 10, showHidden: true })
    for (const text of planted) expect(shown).not.toContain(text)
    return error as Fault
  }

  test('delivers an alert once, with its text', async () => {
    const receiver = await receive(200)
    await start(receiver.url, surroundings).send(alert)
    expect(receiver.received).toHaveLength(1)
    const [{ body, headers }] = receiver.received
    expect(headers['content-type']).toBe('application/json')
    for (const part of ['critical', 'portfolio.halted', 'btc-calls', alert.text, '2026-03-02T09:00:00.000Z'])
      expect(body.toLowerCase()).toContain(part.toLowerCase())
    for (const text of planted) expect(body).not.toContain(text)
  })

  test('tries again after a growing pause what may pass', async () => {
    const receiver = await receive(503, 500, 200)
    await start(receiver.url, surroundings).send(alert)
    expect(receiver.received).toHaveLength(3)
    expect(pauses).toEqual([75, 150])
  })

  test('waits as long as the receiver asks, but not for ever', async () => {
    const receiver = await receive(
      { status: 429, headers: { 'retry-after': '7' } },
      { status: 429, headers: { 'retry-after': '86400' } },
      200,
    )
    await start(receiver.url, surroundings).send(alert)
    expect(pauses).toEqual([7_000, 30_000])
  })

  test('gives up as unavailable, naming the status and no secret', async () => {
    const receiver = await receive(502)
    const { code, message } = await failure(start(receiver.url, surroundings).send(alert))
    expect([code, message]).toEqual(['unavailable', `${name} took no alert in 3 tries: status 502`])
    expect(receiver.received).toHaveLength(3)
  })

  test('does not repeat what the receiver refuses, nor follow it elsewhere', async () => {
    const elsewhere = await receive(200)
    const refusing = await receive(401)
    const leading = await receive({ status: 302, headers: { location: elsewhere.url } })
    expect((await failure(start(refusing.url, surroundings).send(alert))).code).toBe('usage')
    expect((await failure(start(leading.url, surroundings).send(alert))).code).toBe('usage')
    expect(refusing.received).toHaveLength(1)
    expect(elsewhere.received).toHaveLength(0)
  })

  test('a receiver that is silent or gone costs a bounded time', async () => {
    const silent = await receive('silence', 200)
    await start(silent.url, surroundings).send(alert)
    expect(silent.received).toHaveLength(2)
    const gone = await aReceiver()
    await gone.close()
    expect((await failure(start(gone.url, surroundings).send(alert))).message).toContain('ECONNREFUSED')
  })

  test('takes no address in the open', () => {
    for (const url of ['http://example.org', 'ftp://example.org', 'http://127.0.0.1.example.org', inAddress]) {
      const refused = (() => {
        try {
          start(url, surroundings)
        } catch (error) {
          return inspect(error)
        }
        return undefined
      })()
      expect(refused).toContain('https://')
      for (const text of planted) expect(refused).not.toContain(text)
    }
  })
})

const calm: Surroundings = { chance: () => 0, pause: async () => {} }

test('the webhook signs the bytes it sends', async () => {
  const receiver = await receive(204)
  await webhook({ url: receiver.url, signingKey }, calm).send(alert)
  const [{ body, headers }] = receiver.received
  const signature = createHmac('sha256', signingKey).update(body).digest('hex')
  expect(headers['x-bandshift-signature']).toBe(`sha256=${signature}`)
  expect(JSON.parse(body)).toEqual({ ...alert, time: '2026-03-02T09:00:00.000Z' })
})

test('Telegram is called by its token, with a text no longer than it takes', async () => {
  const receiver = await receive(200)
  await telegram({ botToken, chat: '@desk', api: receiver.url }, calm).send({ ...alert, text: 'x'.repeat(9_000) })
  const [{ body, path }] = receiver.received
  expect(path).toBe(`/bot${botToken}/sendMessage`)
  const sent = JSON.parse(body) as { chat_id: string; text: string }
  expect(sent.chat_id).toBe('@desk')
  expect(sent.text).toHaveLength(4_096)
})

test('a token, chat or address that cannot be one is refused without being repeated', () => {
  for (const wrong of [{ botToken: `${botToken} ` }, { botToken: 'planted' }, { chat: '../x' }, { chat: '' }])
    expect(() => telegram({ botToken, chat: '1', ...wrong }, calm)).toThrow(/^the (bot token|chat) of telegram/)
  expect(() => webhook({ url: 'https://me:planted@example.org' }, calm)).toThrow(/^(?!.*planted)/)
})
