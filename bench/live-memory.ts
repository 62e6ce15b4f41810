import { setTimeout as pause } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { DatabaseConnection } from '../src/adapters/database/connection'
import { openLedger } from '../src/adapters/ledger/open'
import { loadConfig } from '../src/app/config/file/load-config'
import { secret } from '../src/app/config/secret'
import type { Config } from '../src/app/config/settings'
import type { Log } from '../src/app/log'
import { everything } from '../src/app/service/live-parts'
import { startLive } from '../src/app/service/start-live'
import type { Ledger } from '../src/ports/ledger'
import { peakRssMiB, type Bench, type Measurement } from './measurement'
import { onDatabase, report } from './queue-stores'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** MiB that are in use after everything that can be freed is. */
const heap = (): number => {
  collect()
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return (heapUsed + external) / 2 ** 20
}

const quiet = (): void => undefined
const said = ({ event, error }: { readonly event: string; readonly error?: unknown }): void =>
  report(error instanceof Error ? error : new Error(event))
const log: Log = { error: said, warn: quiet, info: quiet, debug: quiet }

const settingsOf = (connection: DatabaseConnection): Config => {
  if (!('host' in connection)) throw new Error('live-memory: the embedded database has a host')
  const { host, port, user, password, database } = connection
  return {
    ...{ dataFolder: '/nonexistent', homeFolder: '/nonexistent', backend: 'wasm', log: 'error', configFile: undefined },
    ...{ host: undefined, port: 0, token: secret('a-token-of-the-bench-alone'), redisUrl: undefined },
    databaseUrl: secret(`postgres://${user}:${encodeURIComponent(password)}@${host}:${port}/${database}`),
  }
}

/** Recorded hours between the first and the last decision of each portfolio, at least. */
const replayed = async (ledger: Ledger): Promise<number> => {
  const spans = (await ledger.portfolios()).map(async ({ id, evaluatedAt = 0 }) => {
    const first = await ledger.decision(id, 1)
    return first === undefined ? 0 : (evaluatedAt - first.at) / 3.6e9
  })
  return Math.min(...(await Promise.all(spans)))
}

/**
 * What portfolios are evaluated by: the champion models of the registry that ships, trained first where there are none,
 * or the named baselines.
 */
const deciders = ['models', 'baselines'] as const
type Decider = (typeof deciders)[number]

/**
 * The service as it ships, all in this process and without jobs, with an evaluation each quarter of a minute, its
 * recording replayed so many times as fast.
 */
const measure = async (connection: DatabaseConnection, decider: Decider, hours: readonly number[]) => {
  const settings = settingsOf(connection)
  const { feeds, portfolios, ...config } = loadConfig(settings, () => undefined)
  const live = await startLive({
    settings,
    config: {
      ...config,
      models: decider === 'models' ? config.models : undefined,
      portfolios: portfolios.map((own) => ({ ...own, minInterval: 5, maxInterval: 15 })),
      feeds: feeds.map((feed) => (feed.kind === 'replay' ? { ...feed, speed: 240 } : feed)),
    },
    roles: { ...everything, jobs: false },
    log,
  })
  const ledger = await openLedger({ ...connection }, report)
  const heaps: number[] = []
  const began = performance.now()
  for (const until of hours) {
    for (let at = 0; at < until; at = await replayed(ledger)) {
      if (performance.now() - began > 900_000) throw new Error(`after a quarter of an hour only ${at} h were replayed`)
      await pause(200)
    }
    heaps.push(heap())
  }
  const end = await replayed(ledger)
  const decisions = (await ledger.portfolios()).reduce((sum, { sequence }) => sum + sequence, 0)
  await ledger.end()
  await live.close()
  return { heaps, hours: end - hours[0], decisions }
}

const rows = (
  decider: Decider,
  { heaps, hours, decisions }: Awaited<ReturnType<typeof measure>>,
): readonly Measurement[] => {
  const row = (name: string, value: number, unit: string) => ({
    ...{ case: `${name}, ${decider}`, value, unit },
    peakRssMiB: peakRssMiB(),
  })
  const [start, middle, end] = heaps
  return [
    row('recorded time between start and end', hours, 'hours'),
    row('decisions made', decisions, 'decisions'),
    row('heap after collection, at the start', start, 'MiB'),
    row('… in the middle', middle, 'MiB'),
    row('… at the end', end, 'MiB'),
    { ...row('growth, start to end, an hour of replay', (end - start) / hours, 'MiB'), target: { atMost: 5 } },
  ]
}

/** Does the memory of the whole service stay constant while hours are replayed? */
export const bench: Bench = {
  name: 'live-memory',
  parts: deciders,
  run: async ({ short = false, part } = {}) => {
    const measured: Measurement[] = []
    for (const decider of deciders.filter((one) => part === undefined || one === part)) {
      const hours = short ? [0.05, 0.1, 0.15] : [0.5, 1, 1.5]
      measured.push(...rows(decider, await onDatabase((connection) => measure(connection, decider, hours))))
    }
    return measured
  },
}
