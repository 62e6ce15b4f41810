import { openEmbedded, type EmbeddedDatabase } from '../../../src/adapters/database/embedded'
import { startMemoryMarketStore } from '../../../src/adapters/market-store/memory'
import { openMarketStore } from '../../../src/adapters/market-store/postgres'
import { aStateFolder } from '../queue/state-folder'
import { itKeepsTheMarketStoresPromise } from './contract'

const fail = (error: Error): never => {
  throw error
}

describe('market store in memory', () =>
  itKeepsTheMarketStoresPromise(() => {
    const store = startMemoryMarketStore()
    return Promise.resolve({ writer: store, reader: store })
  }))

describe('market store on PostgreSQL', () => {
  const home = aStateFolder()
  let database: EmbeddedDatabase
  beforeAll(async () => {
    database = await openEmbedded({ home: home.path, onError: fail })
  })
  afterAll(async () => {
    await database.close()
    home.remove()
  })

  describe('keeps its promise', () =>
    itKeepsTheMarketStoresPromise(async () => {
      const open = () => openMarketStore(database.connection, fail)
      const [writer, reader] = await Promise.all([open(), open()])
      return { writer, reader }
    }))
})

test('a PostgreSQL that does not answer is told, without its password', async () => {
  const opened = openMarketStore({ connectionString: 'postgres://me:hunter2@127.0.0.1:1/db' }, () => undefined)
  await expect(opened).rejects.toMatchObject({ code: 'unavailable', message: expect.not.stringContaining('hunter2') })
})
