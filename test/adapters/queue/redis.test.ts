import { openJobQueue } from '../../../src/adapters/queue/open'
import { itKeepsTheQueuesPromise } from './contract'
import { describeWithRedis, startRedis } from './redis-server'

describeWithRedis('job queue on Redis', () => {
  let redis: Awaited<ReturnType<typeof startRedis>>
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis?.remove())

  // Nested, so that the suite's connections close before the server stops.
  describe('keeps its promise', () => itKeepsTheQueuesPromise(() => ({ kind: 'redis', url: redis.url })))
})

test('reports a Redis that does not answer without its password', async () => {
  const opened = openJobQueue({ kind: 'redis', url: 'redis://me:hunter2@127.0.0.1:1' }, () => undefined)
  await expect(opened).rejects.toMatchObject({ code: 'unavailable', message: expect.not.stringContaining('hunter2') })
})
