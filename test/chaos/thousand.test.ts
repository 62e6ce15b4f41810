import { setTimeout as pause } from 'node:timers/promises'
import { Pool } from 'pg'
import { SECOND } from '../../src/core/market/event'
import { startPostgres } from '../adapters/queue/postgres-server'
import { hasRedis, startRedis } from '../adapters/queue/redis-server'
import type { StoreServer } from '../adapters/queue/store-server'
import {
  aDatabase,
  aLiveConfig,
  aPortfolioSection,
  aService,
  closeServices,
  shippedInstrument,
} from '../support/live/a-live-service'
import { venueBooks } from '../support/live/venue-books'

/** Portfolios; `CHAOS_PORTFOLIOS=1000 npx jest test/chaos/thousand` for the long one. */
const count = Number(process.env['CHAOS_PORTFOLIOS'] ?? 20)
const isLong = count >= 1_000
/** Replayed seconds, and how many of them a real one. */
const seconds = Number(process.env['CHAOS_SECONDS'] ?? (isLong ? 9_000 : 1_800))
const speed = Number(process.env['CHAOS_SPEED'] ?? (isLong ? 30 : 300))
/** The time of a replay is that of its last event, and the shipped recording is silent for up to 800 seconds. */
const longest = 900

/**
 * Portfolios of which two intervals passed without an evaluation somewhere within the span, with the longest time each
 * was left, seconds.
 */
const missed = async (database: string, from: number, to: number) => {
  const pool = new Pool({ connectionString: database })
  try {
    const { rows } = await pool.query<{ portfolio: string; at: string }>(
      'select portfolio, at from bandshift.decision where at <= $1 order by portfolio, at',
      [to],
    )
    const last = new Map<string, { at: number; longest: number }>()
    for (const { portfolio, at } of rows) {
      const before = last.get(portfolio) ?? { at: from, longest: 0 }
      const since = Number(at) - Math.max(from, before.at)
      last.set(portfolio, { at: Number(at), longest: Math.max(before.longest, since) })
    }
    const left = [...last].map(([id, own]) => ({ id, left: Math.max(own.longest, to - own.at) / SECOND }))
    return {
      portfolios: left.length,
      decisions: rows.length,
      worst: Math.max(...left.map((own) => own.left)),
      missed: left.filter((own) => own.left > 2 * longest).toSorted((a, b) => b.left - a.left),
    }
  } finally {
    await pool.end()
  }
}

const lastDecision = async (pool: Pool): Promise<number> => {
  const { rows } = await pool.query<{ at: string | null }>('select max(evaluated_at) as at from bandshift.portfolio')
  return Number(rows[0]?.at ?? 0)
}

jest.setTimeout(1_800_000)
afterEach(closeServices)

let server: StoreServer
beforeAll(async () => {
  server = await startPostgres()
})
afterAll(() => server.remove())

const run = async (redis: string | undefined): Promise<void> => {
  const database = await aDatabase(server)
  const portfolios = Array.from({ length: count }, (_, i) =>
    aPortfolioSection(`p-${i}`, shippedInstrument, {
      minInterval: longest,
      maxInterval: longest,
      strategy: { kind: 'fixed-band', halfWidth: 0.05 },
    }),
  )
  const service = await aService({
    database,
    config: aLiveConfig({ portfolios, speed }),
    ...(redis !== undefined && { redis }),
  })
  const began = performance.now()
  const nowOf = async (): Promise<number> => (await service.json<{ now: number }>('/api/v1/status')).now
  const from = await nowOf()
  const pool = new Pool({ connectionString: database, max: 1 })
  try {
    // The time of the replay is that of its last decision: requests to the service would add load.
    const end = from + (seconds + 5) * SECOND
    while ((await lastDecision(pool)) < end) await pause(1_000)
  } finally {
    await pool.end()
    await service.close()
  }
  const result = await missed(database, from, from + seconds * SECOND)
  const { decisions, worst } = result
  const took = (performance.now() - began) / 1_000
  if (isLong)
    process.stdout.write(
      `${JSON.stringify({ queue: redis === undefined ? 'postgresql' : 'redis', decisions, worst, took, speed })}\n`,
    )
  expect(result.portfolios).toBe(count)
  expect(result.missed.slice(0, 5)).toEqual([])
  expect(service.logged.filter(({ level }) => level === 'error')).toEqual([])
  expect(service.logged.filter(({ event }) => event === 'portfolio.neglected')).toEqual([])
  const books = await venueBooks(database)
  expect(books).toMatchObject({ foreign: [], unmatched: [], broken: [], halted: [], missing: [] })
  expect(books.position).toBe(books.held)
}

describe(`${count} portfolios through ${seconds} s of a replay`, () => {
  test('are all evaluated within two of their intervals throughout', () => run(undefined))

  if (isLong && hasRedis)
    test('are all evaluated within two of their intervals throughout, with the queue on Redis', async () => {
      const redis = await startRedis()
      try {
        await run(redis.url)
      } finally {
        await redis.remove()
      }
    })
})
