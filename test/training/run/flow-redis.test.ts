import { describeWithRedis, startRedis } from '../../adapters/queue/redis-server'
import { itRetrainsByAFlow } from './flow-contract'

describeWithRedis('a retraining on Redis', () => {
  let redis: Awaited<ReturnType<typeof startRedis>>
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.remove())

  // Nested, so that the suite's connections close before the server stops.
  describe('is a flow', () => itRetrainsByAFlow(() => ({ kind: 'redis', url: redis.url })))
})
