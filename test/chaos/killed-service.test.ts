import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { startRng } from '../../src/core/rng'
import { startPostgres } from '../adapters/queue/postgres-server'
import { aStateFolder } from '../adapters/queue/state-folder'
import type { StoreServer } from '../adapters/queue/store-server'
import { aDatabase } from '../support/live/a-live-service'
import { venueBooks } from '../support/live/venue-books'

/** Kills over the run; `CHAOS_KILLS=200 npx jest test/chaos` does a tenth of them here. */
const kills = Math.max(2, Math.round(Number(process.env['CHAOS_KILLS'] ?? 20) / 10))
const chance = startRng(Number(process.env['CHAOS_SEED'] ?? 1))

describe('the whole service, killed at any moment', () => {
  const home = aStateFolder()
  let server: StoreServer
  beforeAll(async () => {
    server = await startPostgres()
  })
  afterAll(async () => {
    await server.remove()
    home.remove()
  })

  /** A process of the service; resolves once it filled so many orders. */
  const started = async (database: string, fills: number) => {
    const child = spawn(
      process.execPath,
      [join(__dirname, 'trader.cjs'), home.path, join(__dirname, 'live-process.ts'), database],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    const ended = once(child, 'exit')
    let count = 0
    for await (const line of createInterface(child.stdout)) if (line === 'filled' && ++count >= fills) break
    if (count < fills) throw new Error('the service ended by itself')
    child.stdout.resume()
    return { child, ended }
  }

  test(`doubles no order, loses none, and leaves the books equal to the venue after ${kills} kills`, async () => {
    const database = await aDatabase(server)
    for (let killed = 0; killed < kills; killed++) {
      const { child, ended } = await started(database, 1 + chance.integer(3))
      await pause(chance.uniform() * 150)
      child.kill('SIGKILL')
      await ended
    }
    // Orders on their way at the last kill are found or given up by the next process, and it goes on trading.
    const { child, ended } = await started(database, 4)
    child.kill('SIGTERM')
    expect(await ended).toEqual([0, null])
    const books = await venueBooks(database)
    expect(books).toMatchObject({ foreign: [], unmatched: [], broken: [], halted: [], missing: [], deposits: [1, 1] })
    expect(books.position).toBe(books.held)
    expect(books.fills).toBeGreaterThan(kills)
  }, 1_200_000)
})
