import type { DatabaseConnection } from '../../adapters/database/connection'
import { openLedger, type PostgresLedger } from '../../adapters/ledger/open'
import { openMarketStore } from '../../adapters/market-store/postgres'
import { openJobQueue } from '../../adapters/queue/open'
import type { MarketStore } from '../../ports/market-store'
import { reveal } from '../config/secret'
import type { Config } from '../config/settings'
import type { Log } from '../log'
import { openDatabase } from '../queue'

/** The opened stores, whose content outlives the process. */
export type Stores = {
  readonly connection: DatabaseConnection
  readonly ledger: PostgresLedger
  readonly markets: MarketStore
  readonly queue: Awaited<ReturnType<typeof openJobQueue>>
  readonly close: () => Promise<void>
}

/**
 * Opens ledger, market store and queue: in the database of these settings, the queue on Redis where one is named. What
 * was opened is closed again where one of them fails.
 */
export const openStores = async (config: Config, log: Log): Promise<Stores> => {
  const closing: (() => Promise<void>)[] = []
  const close = async (): Promise<void> => {
    for (const end of closing.splice(0).reverse()) await end()
  }
  const warn = (event: string) => (error: Error) => log.warn({ event, error })
  try {
    const database = await openDatabase(config, log)
    closing.push(database.close)
    const connection = { ...database.connection }
    const ledger = await openLedger(connection, warn('ledger.disconnected'))
    closing.push(ledger.end)
    const markets = await openMarketStore(connection, warn('market-store.disconnected'))
    closing.push(markets.close)
    const queue = config.redisUrl
      ? await openJobQueue({ kind: 'redis', url: reveal(config.redisUrl) }, warn('queue.disconnected'))
      : await openJobQueue({ kind: 'postgres', connection }, warn('queue.disconnected'))
    closing.push(queue.close)
    return { connection, ledger, markets, queue, close }
  } catch (error) {
    await close()
    throw error
  }
}
