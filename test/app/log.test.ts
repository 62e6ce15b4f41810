import fc from 'fast-check'
import { secret } from '../../src/app/config/secret'
import { parseSettings } from '../../src/app/config/settings'
import { startLog, type LogEvent } from '../../src/app/log'

const written = (event: LogEvent, environment: Record<string, string> = {}): string => {
  const lines: string[] = []
  startLog(parseSettings(environment), { write: (line) => void lines.push(line) }).error(event)
  return lines.join('')
}

/** A fault as HTTP libraries make them: the request hangs on it, with everything that was sent. */
const failedRequest = (planted: string): Error =>
  Object.assign(new Error(`GET https://user:${planted}@api.example.org/v1?api_key=${planted}&x=1 failed`), {
    code: 'EAUTH',
    config: { headers: { Authorization: `Bearer ${planted}` } },
    request: { _header: `X-Key: ${planted}` },
    cause: Object.assign(new Error(`connect postgres://me:${planted}@db/x: password=${planted}`), {
      response: { planted },
    }),
  })

describe('log', () => {
  test('writes one JSON line an event, with level, time and fields', () => {
    const line = written({ event: 'hedge.refused', portfolioId: 'p1', reasons: ['stale'], size: 0.5 })
    expect(line.endsWith('\n')).toBe(true)
    expect(JSON.parse(line)).toEqual({
      level: 'error',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
      event: 'hedge.refused',
      portfolioId: 'p1',
      reasons: ['stale'],
      size: 0.5,
    })
  })

  test('leaves out what is below its level', () => {
    const lines: string[] = []
    const log = startLog(parseSettings({ BANDSHIFT_LOG: 'warn' }), { write: (line) => void lines.push(line) })
    log.info({ event: 'a.b' })
    log.debug({ event: 'a.b' })
    log.warn({ event: 'a.c' })
    expect(lines).toHaveLength(1)
  })

  test('holds no secret, wherever one is planted', () => {
    const planted = 'hunter2SECRET'
    const cyclic: Record<string, unknown> = { apiSecret: planted }
    cyclic.self = cyclic
    const line = written({
      event: 'everything.leaks',
      password: planted,
      error: failedRequest(planted),
      nested: { deep: { deeper: { apiKey: planted, list: [{ 'x-api-token': planted }] } } },
      wrapped: secret(planted),
      inMap: new Map([['privateKey', planted]]),
      inSet: new Set([secret(planted)]),
      url: new URL(`wss://u:${planted}@stream.example.org/ws?signature=${planted}`),
      text: `redis://:${planted}@cache:6379 then Basic ${planted}== then token: ${planted}`,
      json: JSON.stringify({ secret: planted, ok: 1 }),
      bytes: Buffer.from(planted),
      cyclic,
      veryDeep: { a: { b: { c: { d: { e: { f: { g: planted } } } } } } },
    })
    expect(line).not.toContain(planted)
    expect(line).not.toContain(Buffer.from(planted).toString('base64'))
    expect(JSON.parse(line)).toMatchObject({
      error: { name: 'Error', code: 'EAUTH', cause: { name: 'Error' } },
      url: 'wss://[redacted]@stream.example.org/ws?signature=[redacted]',
      cyclic: { self: '[circular]' },
    })
  })

  test('masks the passwords of its own settings anywhere in a text', () => {
    const settings = { DATABASE_URL: 'postgres://me:s%40fe-Pass@db/x', REDIS_URL: 'rediss://:r3dis@cache' }
    const line = written({ event: 'a.b', note: 'the words s@fe-Pass, s%40fe-Pass and r3dis', r3dis: 1 }, settings)
    expect(line).not.toMatch(/fe-Pass|r3dis/)
  })

  test('masks every password in every address', () => {
    const word = fc.stringMatching(/^[A-Za-z0-9!$%*+,;:@_.~-]{12,24}$/)
    fc.assert(
      fc.property(word, fc.constantFrom('redis', 'postgres', 'https', 'wss'), (password, scheme) => {
        const line = written({ event: 'a.b', error: new Error(`cannot reach ${scheme}://user:${password}@host/x`) })
        return !line.includes(password)
      }),
      { numRuns: 200 },
    )
  })

  test('leaves ordinary texts as they are', () => {
    const text = 'https://example.org/a?page=2 took 3 s; 5@7 basic idea: the author of x'
    expect(written({ event: 'a.b', text })).toContain(text)
  })
})
