import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { openEmbedded } from '../src/adapters/database/embedded'
import type { QueueStore } from '../src/adapters/queue/backend'
import { openJobQueue } from '../src/adapters/queue/open'
import { peakRssMiB, type Bench, type Measurement } from './measurement'

type Rounds = { readonly warmUp: number; readonly measured: number }

const report = (error: Error): void => void process.stderr.write(`queue-latency: ${error.message}\n`)

/** Times from before `add` to the first line of the handler, one job at a time, milliseconds, sorted. */
const measure = async (store: QueueStore, rounds: Rounds): Promise<readonly number[]> => {
  const queue = await openJobQueue(store, report)
  const began = new Map<number, (at: number) => void>()
  await queue.work('latency', ({ payload }) => {
    began.get(Number(payload.round))?.(performance.now())
    return Promise.resolve(payload.round ?? null)
  })
  const times: number[] = []
  let correct = 0
  for (let round = 0; round < rounds.warmUp + rounds.measured; round++) {
    const started = new Promise<number>((resolve) => began.set(round, resolve))
    const added = performance.now()
    const id = await queue.add({ kind: 'latency', payload: { round } })
    const at = await started
    const outcome = await queue.outcome('latency', id)
    if (outcome.state === 'completed' && outcome.result === round) correct++
    if (round >= rounds.warmUp) times.push(at - added)
  }
  await queue.close()
  if (correct !== rounds.warmUp + rounds.measured) throw new Error('a job gave a wrong result')
  return times.sort((a, b) => a - b)
}

const rows = (store: string, times: readonly number[]): readonly Measurement[] =>
  [0.5, 0.99].map((level) => ({
    case: `add to start, ${store}, p${level * 100}`,
    value: times[Math.min(times.length - 1, Math.floor(level * times.length))],
    unit: 'ms',
    peakRssMiB: peakRssMiB(),
  }))

const onPostgres = async (rounds: Rounds): Promise<readonly Measurement[]> => {
  const home = mkdtempSync(join(tmpdir(), 'bandshift-bench-'))
  chmodSync(home, 0o711)
  const database = await openEmbedded({ home, onError: report })
  try {
    return rows(
      'embedded PostgreSQL',
      await measure({ kind: 'postgres', connection: { ...database.connection } }, rounds),
    )
  } finally {
    await database.close()
    rmSync(home, { recursive: true, force: true })
  }
}

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** The peer; nothing where this machine has no redis-server. */
const onRedis = async (rounds: Rounds): Promise<readonly Measurement[]> => {
  if (spawnSync('redis-server', ['--version']).status !== 0) return []
  const port = await freePort()
  const args = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--hz', '100', '--dir', tmpdir()]
  const server = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(server, 'exit')
  try {
    for await (const line of createInterface(server.stdout)) if (line.includes('Ready to accept connections')) break
    return rows('Redis hz 100', await measure({ kind: 'redis', url: `redis://127.0.0.1:${port}` }, rounds))
  } finally {
    server.kill('SIGTERM')
    await ended
  }
}

/** How long after it is added does a job start? */
export const bench: Bench = {
  name: 'queue-latency',
  run: async ({ short = false } = {}) => {
    const rounds = short ? { warmUp: 5, measured: 20 } : { warmUp: 20, measured: 200 }
    return [...(await onPostgres(rounds)), ...(await onRedis(rounds))]
  },
}
