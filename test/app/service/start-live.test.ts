import { once } from 'node:events'
import WebSocket from 'ws'
import { serving, working } from '../../../src/app/service/live-parts'
import { startPostgres } from '../../adapters/queue/postgres-server'
import { describeWithRedis, startRedis } from '../../adapters/queue/redis-server'
import type { StoreServer } from '../../adapters/queue/store-server'
import {
  aDatabase,
  aService,
  closeServices,
  liveBearer,
  times,
  type LoggedEvent,
  type RunningService,
} from '../../support/live/a-live-service'
import { venueBooks } from '../../support/live/venue-books'

const decided = ({ event }: LoggedEvent): boolean => event === 'hedge.decided'
const filled = ({ event }: LoggedEvent): boolean => event === 'order.filled'

/** Resolves when each of the two portfolios has made so many decisions. */
const bothDecided = async (service: RunningService, count: number): Promise<void> => {
  await Promise.all(
    ['one', 'two'].map((id) =>
      service.whenLogged(times(count, (event) => decided(event) && event['portfolioId'] === id)),
    ),
  )
}

/** Waits until it is ready. */
const ready = async (service: RunningService): Promise<void> => {
  for (;;) {
    const { status } = await service.get('/readyz')
    if (status === 200) return
    await service.whenLogged(() => true, service.logged.length)
  }
}

afterEach(closeServices)

let server: StoreServer
beforeAll(async () => {
  server = await startPostgres()
})
afterAll(() => server.remove())
const newDatabase = (): Promise<string> => aDatabase(server)

const lifts = async (redis?: string): Promise<void> => {
  const database = await newDatabase()
  const stores = { database, ...(redis !== undefined && { redis }) }
  const first = await aService(stores)
  await ready(first)
  await Promise.all([first.whenLogged(times(6, decided)), first.whenLogged(times(2, filled))])
  await first.close()
  const before = await venueBooks(database)
  expect(before).toMatchObject({ foreign: [], unmatched: [], broken: [], halted: [], missing: [], deposits: [1, 1] })
  expect(before.position).toBe(before.held)
  expect(before.held).toBeGreaterThan(0)

  const second = await aService(stores)
  await bothDecided(second, 2)
  const { now } = await second.json<{ now: number }>('/api/v1/status')
  const { items } = await second.json<{ items: readonly { sequence: number; at: number }[] }>(
    '/api/v1/portfolios/one/decisions?limit=100',
  )
  await second.close()
  const after = await venueBooks(database)
  expect(after).toMatchObject({ foreign: [], unmatched: [], broken: [], halted: [], missing: [], deposits: [1, 1] })
  expect(after.position).toBe(after.held)
  // Sequence and time go on: no decision at a time that was decided on before, and no second week begun.
  after.sequences.forEach((sequence, i) => expect(sequence).toBeGreaterThan(before.sequences[i]))
  expect(items.map(({ at }) => at)).toEqual(items.map(({ at }) => at).toSorted((a, b) => b - a))
  expect(now - items[items.length - 1].at).toBeLessThan(2 * 86_400e6)
  expect(second.logged.filter(({ level }) => level === 'error')).toEqual([])
}

describe('the service', () => {
  test('starts from nothing, trades on paper, and goes on where it was after a restart', () => lifts())

  test('answers API and WebSocket, and asks for a token', async () => {
    const service = await aService({ database: await newDatabase() })
    try {
      await ready(service)
      expect((await service.get('/healthz', {})).status).toBe(200)
      const refusal = await fetch(`${service.address ?? ''}/api/v1/kill-switch`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ engaged: true, reason: 'nobody may' }),
      })
      expect(refusal.status).toBe(401)
      const socket = new WebSocket(`${(service.address ?? '').replace('http', 'ws')}/api/v1/live`, {
        headers: liveBearer,
      })
      const [message] = (await once(socket, 'message')) as [Buffer]
      expect(JSON.parse(message.toString())).not.toHaveLength(0)
      socket.terminate()
    } finally {
      await service.close()
    }
    await expect(fetch(`${service.address ?? ''}/healthz`)).rejects.toThrow('fetch failed')
  })

  test('runs apart: one process serves and follows the feed, another evaluates', async () => {
    const database = await newDatabase()
    const serve = await aService({ database, roles: serving })
    const worker = await aService({ database, roles: { ...working, jobs: false } })
    await Promise.all([bothDecided(worker, 2), worker.whenLogged(filled)])
    expect(serve.logged.filter(({ event, trigger }) => event === 'hedge.decided' && trigger === 'scheduled')).toEqual(
      [],
    )
    const shown = await serve.json<{ items: readonly { sequence: number }[] }>('/api/v1/portfolios/one/decisions')
    expect(shown.items.length).toBeGreaterThan(0)
    await worker.close()
    await serve.close()
    const books = await venueBooks(database)
    expect(books).toMatchObject({ foreign: [], unmatched: [], broken: [], halted: [], missing: [], deposits: [1, 1] })
    expect(books.position).toBe(books.held)
  })
})

describeWithRedis('the service with its queue on Redis', () => {
  test('starts from nothing, trades on paper, and goes on where it was after a restart', async () => {
    const redis = await startRedis()
    try {
      await lifts(redis.url)
    } finally {
      await redis.remove()
    }
  })
})
