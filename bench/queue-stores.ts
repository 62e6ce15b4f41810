import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { DatabaseConnection } from '../src/adapters/database/connection'
import { openEmbedded } from '../src/adapters/database/embedded'
import type { QueueStore } from '../src/adapters/queue/backend'
import type { Measurement } from './measurement'

export const report = (error: Error): void => void process.stderr.write(`queue: ${error.message}\n`)

type Use = (name: string, store: QueueStore) => Promise<readonly Measurement[]>

/** Runs on an embedded PostgreSQL that is started for it and removed afterwards. */
export const onDatabase = async <T>(use: (connection: DatabaseConnection) => Promise<T>): Promise<T> => {
  const home = mkdtempSync(join(tmpdir(), 'bandshift-bench-'))
  chmodSync(home, 0o711)
  const database = await openEmbedded({ home, onError: report })
  try {
    return await use({ ...database.connection })
  } finally {
    await database.close()
    rmSync(home, { recursive: true, force: true })
  }
}

const onPostgres = (use: Use): Promise<readonly Measurement[]> =>
  onDatabase((connection) => use('embedded PostgreSQL', { kind: 'postgres', connection }))

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** The peer; nothing where this machine has no redis-server. */
const onRedis = async (use: Use): Promise<readonly Measurement[]> => {
  if (spawnSync('redis-server', ['--version']).status !== 0) return []
  const port = await freePort()
  const args = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--hz', '100', '--dir', tmpdir()]
  const server = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(server, 'exit')
  try {
    for await (const line of createInterface(server.stdout)) if (line.includes('Ready to accept connections')) break
    server.stdout.resume()
    return await use('Redis hz 100', { kind: 'redis', url: `redis://127.0.0.1:${port}` })
  } finally {
    server.kill('SIGTERM')
    await ended
  }
}

type UseWithLedger = (name: string, store: QueueStore, ledger: DatabaseConnection) => Promise<readonly Measurement[]>

/** The stores, each a part of a bench. */
export const stores = ['postgres', 'redis'] as const

type Measured = Promise<readonly Measurement[]>

const inTurn = async (
  part: string | undefined,
  on: Readonly<Record<(typeof stores)[number], () => Measured>>,
): Measured => {
  const rows: Measurement[] = []
  for (const store of stores) if (part === undefined || part === store) rows.push(...(await on[store]()))
  return rows
}

/** Measures on a store of either kind, each started for it alone; on one where a part is given. */
export const onEachStore = (part: string | undefined, use: Use): Measured =>
  inTurn(part, { postgres: () => onPostgres(use), redis: () => onRedis(use) })

/** The same, with a PostgreSQL for the ledger beside Redis, and the queue's own where that is on PostgreSQL. */
export const onEachStoreWithLedger = (part: string | undefined, use: UseWithLedger): Measured =>
  inTurn(part, {
    postgres: () =>
      onDatabase((connection) => use('embedded PostgreSQL', { kind: 'postgres', connection }, connection)),
    redis: () => onRedis((name, store) => onDatabase((connection) => use(name, store, connection))),
  })
