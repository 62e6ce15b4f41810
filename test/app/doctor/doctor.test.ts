import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { openEmbedded } from '../../../src/adapters/database/embedded'
import { parseSettings } from '../../../src/app/config/settings'
import { checkReal, checkShipped } from '../../../src/app/doctor/data'
import { checkEmbedded, checkServer } from '../../../src/app/doctor/database'
import { diagnose } from '../../../src/app/doctor/doctor'
import { checkMemory, checkNode } from '../../../src/app/doctor/machine'
import { checkRedis } from '../../../src/app/doctor/redis'
import { hasRedis, startRedis } from '../../adapters/queue/redis-server'
import { aStateFolder } from '../../adapters/queue/state-folder'

const fail = (error: Error): never => {
  throw error
}

describe('doctor', () => {
  test('finds the embedded database startable, makes nothing, and sees it run', async () => {
    const home = aStateFolder()
    const folder = join(home.path, 'state')
    expect(await checkEmbedded(folder)).toMatchObject({
      found: expect.stringMatching(/PostgreSQL.*made when first needed/) as string,
    })
    expect(existsSync(folder)).toBe(false)
    const database = await openEmbedded({ home: folder, onError: fail })
    expect(await checkEmbedded(folder)).toMatchObject({ found: expect.stringContaining(', running') as string })
    await database.close()
    expect(await checkEmbedded(folder)).toMatchObject({
      found: expect.stringContaining('stopped, starts when needed') as string,
    })
    home.remove()
  })

  test('says what to do about servers that do not answer, without their passwords', async () => {
    const environment = {
      REDIS_URL: 'redis://me:hunter2@127.0.0.1:1',
      DATABASE_URL: 'postgres://me:hunter2@127.0.0.1:1/x',
      BANDSHIFT_BACKEND: 'cpu',
    }
    const { findings, healthy } = await diagnose(parseSettings(environment))
    expect(healthy).toBe(false)
    expect(JSON.stringify(findings)).not.toContain('hunter2')
    for (const part of ['database', 'queue'])
      expect(findings).toContainEqual(
        expect.objectContaining({
          part,
          state: 'missing',
          essential: true,
          advice: expect.stringContaining('start it') as string,
        }),
      )
    for (const { state, advice } of findings) expect(advice === undefined).toBe(state === 'ok')
  })

  test('judges Node, memory and data', () => {
    expect(checkNode('18.20.0')).toMatchObject({ state: 'missing', essential: true })
    expect(checkNode('20.18.9')).toMatchObject({ state: 'missing' })
    for (const version of ['20.19.0', '22.0.0', '25.1.0']) expect(checkNode(version).state).toBe('ok')
    expect(checkMemory(2 ** 28, 2 ** 34).state).toBe('warn')
    expect(checkMemory(2 ** 33, 2 ** 34).state).toBe('ok')
    expect(checkReal('/nowhere')).toMatchObject({ state: 'warn' })
    expect(checkShipped('/nowhere')).toMatchObject({ state: 'missing' })
  })

  test('a database server that is too slow or absent is missing', async () => {
    expect(await checkServer('postgres://127.0.0.1:1/x')).toMatchObject({ state: 'missing', essential: true })
  })

  const withRedis = hasRedis ? test : test.skip
  withRedis(
    `names the settings of Redis that lose jobs${hasRedis ? '' : ' (skipped: no redis-server on this machine)'}`,
    async () => {
      const redis = await startRedis()
      const client = new Redis(redis.url)
      try {
        expect(await checkRedis(redis.url)).toEqual([expect.objectContaining({ state: 'ok' })])
        await client.config('SET', 'appendonly', 'no')
        await client.config('SET', 'hz', '10')
        await client.config('SET', 'maxmemory-policy', 'allkeys-lru')
        expect(await checkRedis(redis.url)).toEqual([
          expect.objectContaining({ state: 'warn', advice: expect.stringContaining('noeviction') as string }),
          expect.objectContaining({ state: 'warn', advice: expect.stringContaining('CONFIG SET hz 100') as string }),
          expect.objectContaining({ state: 'warn', advice: 'CONFIG SET appendonly yes: a restart loses jobs' }),
        ])
      } finally {
        client.disconnect()
        await redis.remove()
      }
    },
  )
})
