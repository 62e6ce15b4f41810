import { Client } from 'pg'
import { openEmbedded, type EmbeddedDatabase } from '../../../src/adapters/database/embedded'
import { openJobQueue } from '../../../src/adapters/queue/open'
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

  test('leaves no session behind that it was still opening when it was closed', async () => {
    const told: Error[] = []
    for (let round = 0; round < 5; round++) {
      const queue = await openJobQueue({ kind: 'postgres', connection: database.connection }, (error) =>
        told.push(error),
      )
      const id = await queue.add({ kind: `closed-${round}`, payload: {} })
      const refused = expect(queue.outcome(`closed-${round}`, id)).rejects.toThrow('closed')
      await queue.close()
      await refused
    }
    const client = new Client({ ...database.connection })
    await client.connect()
    const { rows } = await client.query<{ name: string }>(
      `select application_name as name from pg_stat_activity where application_name like 'closed-%' or query like 'LISTEN%'`,
    )
    await client.end()
    expect(rows).toEqual([])
    expect(told).toEqual([])
  })
})

test('a PostgreSQL that does not answer is told, without its password', async () => {
  const opened = openJobQueue(
    { kind: 'postgres', connection: { connectionString: 'postgres://me:hunter2@127.0.0.1:1/db' } },
    () => undefined,
  )
  await expect(opened).rejects.toMatchObject({ code: 'unavailable', message: expect.not.stringContaining('hunter2') })
})
