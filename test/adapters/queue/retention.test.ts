import { itStaysBounded } from './heartbeat-retention'
import { startPostgres } from './postgres-server'
import { describeWithRedis, startRedis } from './redis-server'
import type { StoreServer } from './store-server'

describe('PostgreSQL', () => {
  let server: StoreServer
  beforeAll(async () => {
    server = await startPostgres()
  })
  afterAll(() => server?.remove())
  itStaysBounded(() => server)
})

describeWithRedis('Redis', () => {
  let server: StoreServer
  beforeAll(async () => {
    server = await startRedis()
  })
  afterAll(() => server?.remove())
  itStaysBounded(() => server)
})
