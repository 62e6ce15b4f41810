import { resolve } from 'node:path'
import { inspect } from 'node:util'
import { reveal, secret } from '../../../src/app/config/secret'
import { describeConfig, parseSettings, secretsOf } from '../../../src/app/config/settings'

describe('settings', () => {
  test('have defaults for everything, also where variables are empty', () => {
    const defaults = {
      dataFolder: resolve('../shared/data'),
      homeFolder: resolve('.bandshift'),
      backend: 'auto',
      log: 'info',
      redisUrl: undefined,
      databaseUrl: undefined,
    }
    expect(parseSettings({})).toEqual(defaults)
    expect(parseSettings({ BANDSHIFT_LOG: '', REDIS_URL: '', PATH: '/bin' })).toEqual(defaults)
  })

  test('keep addresses secret and give them back on request', () => {
    const url = 'redis://me:hunter2@example.org:6379/1'
    const config = parseSettings({ REDIS_URL: url })
    expect(config.redisUrl && reveal(config.redisUrl)).toBe(url)
    for (const text of [JSON.stringify(config), inspect(config), String(config.redisUrl)])
      expect(text).not.toContain('hunter2')
    expect(describeConfig(config).redisUrl).toBe('redis://[redacted]@example.org:6379/1')
    expect(secretsOf(config)).toContain('hunter2')
  })

  test.each([
    [{ BANDSHIFT_DATE: 'x' }, 'unknown setting BANDSHIFT_DATE; there are BANDSHIFT_DATA'],
    [{ BANDSHIFT_LOG: 'loud' }, 'setting BANDSHIFT_LOG'],
    [{ BANDSHIFT_BACKEND: 'gpu' }, 'setting BANDSHIFT_BACKEND'],
    [{ REDIS_URL: 'http://me:hunter2@example.org' }, 'begins with redis:// or rediss://'],
    [{ DATABASE_URL: 'hunter2' }, 'begins with postgres:// or postgresql://'],
  ])('refuse %j in one line that repeats no secret', (environment, message) => {
    const parse = (): unknown => parseSettings(environment)
    expect(parse).toThrow(
      expect.objectContaining({ code: 'usage', message: expect.stringContaining(message) as string }),
    )
    expect(parse).toThrow(expect.objectContaining({ message: expect.not.stringMatching(/\n|hunter2/) as string }))
  })
})

test('a secret prints as redacted however it is printed', () => {
  const hidden = secret('hunter2')
  expect(`${hidden}`).toBe('[redacted]')
  expect(JSON.stringify({ hidden })).toBe('{"hidden":"[redacted]"}')
  expect(inspect({ hidden }, { showHidden: true })).not.toContain('hunter2')
  expect(reveal(hidden)).toBe('hunter2')
})
