import { join } from 'node:path'
import { serverAccount } from '../../src/adapters/database/account'
import { clusterFolder, readPostmaster } from '../../src/adapters/database/cluster'
import { startPostgres } from '../adapters/queue/postgres-server'
import { describeWithRedis, startRedis } from '../adapters/queue/redis-server'
import { aStateFolder } from '../adapters/queue/state-folder'
import type { StoreServer } from '../adapters/queue/store-server'
import {
  aDatabase,
  aService,
  closeServices,
  times,
  type LoggedEvent,
  type RunningService,
} from '../support/live/a-live-service'
import { venueBooks } from '../support/live/venue-books'

afterEach(closeServices)

const filled = ({ event }: LoggedEvent): boolean => event === 'order.filled'

const itIsSound = async (database: string): Promise<void> => {
  const books = await venueBooks(database)
  expect(books).toMatchObject({ foreign: [], unmatched: [], broken: [], halted: [], missing: [], deposits: [1, 1] })
  expect(books.position).toBe(books.held)
}

/** Trades again, with orders that were not on their way before. */
const goesOn = (service: RunningService): Promise<LoggedEvent> =>
  service.whenLogged(times(6, filled), service.logged.length)

/** Nothing is left on its way. */
const settled = async (service: RunningService): Promise<void> => {
  await service.close()
  const again = await aService({ database: addresses.get(service) ?? '', ...redisOf(service) })
  await goesOn(again)
  await again.close()
}
const addresses = new Map<RunningService, string>()
const redises = new Map<RunningService, string>()
const redisOf = (service: RunningService): { readonly redis?: string } => {
  const redis = redises.get(service)
  return redis === undefined ? {} : { redis }
}

describe('the service whose stores go away', () => {
  let server: StoreServer
  beforeAll(async () => {
    server = await startPostgres()
  })
  afterAll(() => server.remove())

  test('goes on by itself when PostgreSQL crashes and comes back', async () => {
    const database = await aDatabase(server)
    const service = await aService({ database })
    addresses.set(service, database)
    await service.whenLogged(times(3, filled))
    for (let crash = 0; crash < 2; crash++) {
      const before = service.logged.length
      await server.stop('immediate')
      await service.whenLogged(({ level }) => level === 'warn' || level === 'error', before)
      await server.start()
      await goesOn(service)
    }
    await settled(service)
    await itIsSound(database)
  })

  test('starts its own PostgreSQL again when that is killed, says so, and goes on', async () => {
    const home = aStateFolder()
    try {
      const service = await aService({ home: home.path })
      await service.whenLogged(times(3, filled))
      const before = service.logged.length
      process.kill(readPostmaster(join(clusterFolder(home.path, await serverAccount()), 'data'))?.pid ?? 0, 'SIGKILL')
      await service.whenLogged(({ event }) => event === 'database.restarted', before)
      await goesOn(service)
      expect(await service.json('/api/v1/alerts')).toMatchObject({
        items: expect.arrayContaining([expect.objectContaining({ event: 'database.restarted' })]) as unknown,
      })
      await service.close()
    } finally {
      home.remove()
    }
  })

  describeWithRedis('or its Redis', () => {
    test('goes on by itself when Redis is killed and comes back', async () => {
      const redis = await startRedis()
      try {
        const database = await aDatabase(server)
        const service = await aService({ database, redis: redis.url })
        addresses.set(service, database)
        redises.set(service, redis.url)
        await service.whenLogged(times(3, filled))
        await redis.stop('immediate')
        await service.whenLogged(({ event }) => event === 'queue.disconnected')
        await redis.start()
        await goesOn(service)
        await settled(service)
        await itIsSound(database)
      } finally {
        await redis.remove()
      }
    })
  })
})
