import { openEmbedded, type EmbeddedDatabase } from '../../src/adapters/database/embedded'
import { openJobQueue } from '../../src/adapters/queue/open'
import { itKeepsTheQueuesPromise } from './contract'
import { aStateFolder } from './state-folder'

describe('job queue on PostgreSQL', () => {
  const home = aStateFolder()
  let database: EmbeddedDatabase
  beforeAll(async () => {
    database = await openEmbedded({
      home: home.path,
      onError: (error) => {
        throw error
      },
    })
  })
  afterAll(async () => {
    await database.close()
    home.remove()
  })

  // Nested, so that the suite's connections close before the server stops.
  describe('keeps its promise', () =>
    itKeepsTheQueuesPromise(() => ({ kind: 'postgres', connection: database.connection })))
})

test('a PostgreSQL that does not answer is told, without its password', async () => {
  const opened = openJobQueue(
    { kind: 'postgres', connection: { connectionString: 'postgres://me:hunter2@127.0.0.1:1/db' } },
    () => undefined,
  )
  await expect(opened).rejects.toMatchObject({ code: 'unavailable', message: expect.not.stringContaining('hunter2') })
})
