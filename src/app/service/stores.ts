import type { DatabaseConnection } from '../../adapters/database/connection'
import { openLedger, type PostgresLedger } from '../../adapters/ledger/open'
import { openMarketStore } from '../../adapters/market-store/postgres'
import { openJobQueue } from '../../adapters/queue/open'
import type { MarketStore } from '../../ports/market-store'
import { reveal } from '../config/secret'
import type { Config } from '../config/settings'
import type { Log } from '../log'
import { openDatabase } from '../queue'
import type { Closers } from './closers'

/** The opened stores, whose content outlives the process. */
export type Stores = {
  readonly connection: DatabaseConnection
  readonly ledger: PostgresLedger
  readonly markets: MarketStore
  readonly queue: Awaited<ReturnType<typeof openJobQueue>>
}

export type StoreParts = {
  readonly log: Log
  readonly closers: Closers
  /** Called when the embedded database had died and was started again. */
  readonly onRestart: () => void
}

/** Opens ledger, market store and queue: in the database of these settings, the queue on Redis where one is named. */
export const openStores = async (config: Config, { log, closers, onRestart }: StoreParts): Promise<Stores> => {
  const warn = (event: string) => (error: Error) => log.warn({ event, error })
  const database = closers.own('database', await openDatabase(config, log, onRestart))
  const connection = { ...database.connection }
  const ledger = await openLedger(connection, warn('ledger.disconnected'))
  closers.add('ledger', ledger.end)
  const markets = closers.own('market store', await openMarketStore(connection, warn('market-store.disconnected')))
  const onError = warn('queue.disconnected')
  const queue = config.redisUrl
    ? await openJobQueue({ kind: 'redis', url: reveal(config.redisUrl) }, onError)
    : await openJobQueue({ kind: 'postgres', connection }, onError)
  return { connection, ledger, markets, queue: closers.own('queue', queue) }
}
