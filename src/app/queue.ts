import type { Database } from '../adapters/database/connection'
import { openEmbedded } from '../adapters/database/embedded'
import { openJobQueue, type OpenJobQueue } from '../adapters/queue/open'
import { reveal } from './config/secret'
import type { Config } from './config/settings'
import type { Log } from './log'

/**
 * The database of these settings: the server of DATABASE_URL, else the embedded one of the state folder. `onRestart` is
 * called when the embedded server had died and was started again.
 */
export const openDatabase = async (
  config: Config,
  log: Log,
  onRestart: () => void = () => undefined,
): Promise<Database> => {
  if (config.databaseUrl)
    return { connection: { connectionString: reveal(config.databaseUrl) }, close: () => Promise.resolve() }
  const database = await openEmbedded({
    home: config.homeFolder,
    onError: (error) => log.warn({ event: 'database.disconnected', error }),
    onRestart: () => {
      log.error({ event: 'database.restarted' })
      onRestart()
    },
  })
  const { folder, port, adopted } = database
  log.debug({ event: 'database.opened', folder, port, adopted })
  return database
}

/** The job queue of these settings: on Redis with REDIS_URL, else in the database. Closing it closes what it opened. */
export const openQueue = async (config: Config, log: Log): Promise<OpenJobQueue> => {
  const onError = (error: Error): void => log.warn({ event: 'queue.disconnected', error })
  if (config.redisUrl) return openJobQueue({ kind: 'redis', url: reveal(config.redisUrl) }, onError)
  const database = await openDatabase(config, log)
  try {
    const queue = await openJobQueue({ kind: 'postgres', connection: { ...database.connection } }, onError)
    return {
      ...queue,
      close: async () => {
        await queue.close()
        await database.close()
      },
    }
  } catch (error) {
    await database.close()
    throw error
  }
}
