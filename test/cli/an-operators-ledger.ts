import { openEmbedded, type EmbeddedDatabase } from '../../src/adapters/database/embedded'
import { openLedger, type PostgresLedger } from '../../src/adapters/ledger/open'
import { aStateFolder } from '../adapters/queue/state-folder'

const fail = (error: Error): never => {
  throw error
}

/**
 * A ledger in a state folder of its own, which the commands of a suite find while the suite runs; `opened` puts in it
 * what the suite begins with. Returns the ledger, there once the suite has begun.
 */
export const anOperatorsLedger = (opened: (ledger: PostgresLedger) => Promise<unknown>): (() => PostgresLedger) => {
  const home = aStateFolder()
  let database: EmbeddedDatabase
  let ledger: PostgresLedger
  const { BANDSHIFT_HOME: before } = process.env
  beforeAll(async () => {
    process.env.BANDSHIFT_HOME = home.path
    database = await openEmbedded({ home: home.path, onError: fail })
    ledger = await openLedger(database.connection, fail)
    await opened(ledger)
  })
  afterAll(async () => {
    if (before === undefined) delete process.env.BANDSHIFT_HOME
    else process.env.BANDSHIFT_HOME = before
    await ledger.end()
    await database.close()
    home.remove()
  })
  return () => ledger
}
