import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { Pool } from 'pg'
import type { TimeSources } from '../../../src/adapters/clock/system-clock'
import { configChecker } from '../../../src/app/config/file/check-config'
import type { ServiceConfig } from '../../../src/app/config/file/schema'
import { secret } from '../../../src/app/config/secret'
import type { Config } from '../../../src/app/config/settings'
import type { Log, LogEvent } from '../../../src/app/log'
import { everything, type Roles } from '../../../src/app/service/live-parts'
import { startLive, type LiveService } from '../../../src/app/service/start-live'
import type { MarketFeed } from '../../../src/ports/market-feed'
import type { StoreServer } from '../../adapters/queue/store-server'

export const liveToken = 'live-token-0123456789abcdefghij'
export const liveBearer = { authorization: `Bearer ${liveToken}` }

export type PortfolioOptions = {
  /** Seconds of the service's clock. */
  readonly minInterval?: number
  readonly maxInterval?: number
  readonly strategy?: unknown
  /** Limits that differ from ones that are never reached. */
  readonly limits?: Readonly<Record<string, unknown>>
  /** One order a leg where absent. */
  readonly execution?: unknown
}

/**
 * A portfolio's section of the file: sells ten calls of a day, and hedges them at every evaluation unless set
 * otherwise.
 */
export const aPortfolioSection = (id: string, instrument: string, options: PortfolioOptions = {}) => ({
  id,
  instrument,
  venue: 'paper',
  symbol: 'traded',
  mandate: {
    kind: 'hedge',
    strategy: options.strategy ?? { kind: 'every-step' },
    programme: { type: 'call', moneyness: 1, days: 1, quantity: -10, multiplier: 1 },
    scale: { contracts: 10, price: 200 },
  },
  cash: 50_000,
  costs: { fee: 0.0005 },
  limits: {
    orderNotional: 1e6,
    positionNotional: 1e7,
    dailyTurnover: 1e9,
    ordersPerMinute: 6_000,
    slippage: 0.02,
    price: { leastSources: 1, maxAge: 600, maxDeviation: 0.05 },
    dailyLoss: 1e6,
    ...options.limits,
  },
  execution: options.execution,
  minInterval: options.minInterval ?? 60,
  maxInterval: options.maxInterval ?? 300,
})

export type ConfigOptions = {
  readonly feed?: Readonly<Record<string, unknown>>
  readonly portfolios?: readonly ReturnType<typeof aPortfolioSection>[]
  readonly venue?: Readonly<Record<string, unknown>>
  readonly speed?: number
  readonly models?: { readonly registry: string; readonly steward?: 'act' | 'advise' }
}

/** Instrument of the recording that ships. */
export const shippedInstrument = 'simulated/microstructure'

/**
 * A configuration of the service without models: the shipped recording from its second day on, on a paper venue, port
 * 0, one operator.
 */
export const aLiveConfig = (options: ConfigOptions = {}): ServiceConfig => {
  const feed = {
    kind: 'replay',
    name: 'shipped',
    recording: join(__dirname, '..', '..', '..', 'data', 'microstructure'),
    instruments: [shippedInstrument],
    from: '2025-01-06T03:00:00Z',
    speed: options.speed ?? 600,
    breaker: { move: 0.5, withinSeconds: 60, spread: 0.5, calmSeconds: 1 },
    ...options.feed,
  }
  const [instrument] = feed.instruments
  const tree = {
    service: { port: 0 },
    feeds: [feed],
    venues: [
      {
        kind: 'paper',
        name: 'paper',
        seed: 7,
        instruments: {
          traded: {
            market: instrument,
            lot: 0.01,
            tick: 0.01,
            fee: 0.0005,
            impact: { coefficient: 0.02, volume: 100 },
          },
        },
        ...options.venue,
      },
    ],
    ...(options.models && { models: options.models }),
    portfolios: options.portfolios ?? ['one', 'two'].map((id) => aPortfolioSection(id, instrument)),
  }
  const checked = configChecker(() => undefined)(JSON.stringify(tree), { token: secret(liveToken) })
  if ('problems' in checked) throw new Error(JSON.stringify(checked.problems))
  return checked.config
}

/** A fresh database on a server, and its address. */
export const aDatabase = async ({ store }: StoreServer): Promise<string> => {
  if (store.kind !== 'postgres' || !('host' in store.connection)) throw new TypeError('no database server')
  const { host, port, user, password } = store.connection
  const name = `live_${randomUUID().replaceAll('-', '')}`
  const pool = new Pool({ ...store.connection, database: 'postgres' })
  await pool.query(`create database ${name}`)
  await pool.end()
  return `postgres://${user ?? ''}:${encodeURIComponent(String(password))}@${host ?? ''}:${port ?? 0}/${name}`
}

/** Everything but retraining and reports, whose programs are compiled files. */
export const withoutJobs: Roles = { ...everything, jobs: false }

/** Settings of a process with these stores. */
export const liveSettings = (stores: {
  readonly home?: string
  readonly database?: string
  readonly redis?: string
}): Config => ({
  dataFolder: '/nonexistent',
  homeFolder: stores.home ?? '/nonexistent',
  backend: 'cpu',
  log: 'debug',
  configFile: undefined,
  host: undefined,
  port: undefined,
  token: secret(liveToken),
  redisUrl: stores.redis === undefined ? undefined : secret(stores.redis),
  databaseUrl: stores.database === undefined ? undefined : secret(stores.database),
})

export type ServiceOptions = {
  readonly home?: string
  readonly database?: string
  readonly redis?: string
  readonly config?: ServiceConfig
  readonly roles?: Roles
  readonly through?: (feed: MarketFeed) => MarketFeed
  readonly times?: TimeSources
}

export type LoggedEvent = LogEvent & { readonly level: keyof Log }

export type RunningService = LiveService & {
  /** The events logged so far. */
  readonly logged: readonly LoggedEvent[]
  /** Resolves with the first event, already logged or yet to come, that satisfies; only the runner ends the wait. */
  readonly whenLogged: (satisfies: (event: LoggedEvent) => boolean, since?: number) => Promise<LoggedEvent>
  readonly get: (path: string, headers?: Readonly<Record<string, string>>) => Promise<Response>
  readonly json: <T>(path: string) => Promise<T>
}

const running = new Set<LiveService>()

/** Closes every service that is still running in this process: after each test, so that one that failed leaves none. */
export const closeServices = async (): Promise<void> => {
  for (const live of [...running].reverse()) await live.close()
  running.clear()
}

/** The service, started in this process in its roles; `closeServices` closes it where the test does not. */
export const aService = async (options: ServiceOptions = {}): Promise<RunningService> => {
  const logged: LoggedEvent[] = []
  const waiting = new Set<(event: LoggedEvent) => void>()
  const at =
    (level: keyof Log) =>
    (event: LogEvent): void => {
      const one = { ...event, level }
      logged.push(one)
      for (const notify of waiting) notify(one)
    }
  const log: Log = { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') }
  const live = await startLive({
    settings: liveSettings(options),
    config: options.config ?? aLiveConfig(),
    roles: options.roles ?? withoutJobs,
    log,
    through: options.through,
    times: options.times,
  })
  running.add(live)
  const get: RunningService['get'] = (path, headers = liveBearer) => fetch(`${live.address ?? ''}${path}`, { headers })
  return {
    ...live,
    logged,
    whenLogged: (satisfies, since = 0) => {
      const before = logged.slice(since).find(satisfies)
      if (before !== undefined) return Promise.resolve(before)
      return new Promise((resolve) => {
        const notify = (event: LoggedEvent): void => {
          if (!satisfies(event)) return
          waiting.delete(notify)
          resolve(event)
        }
        waiting.add(notify)
      })
    },
    get,
    json: async <T>(path: string) => (await (await get(path)).json()) as T,
  }
}

/** Satisfied by the `count`-th event that does. */
export const times = (count: number, satisfies: (event: LoggedEvent) => boolean): ((event: LoggedEvent) => boolean) => {
  let seen = 0
  return (event) => satisfies(event) && ++seen >= count
}
