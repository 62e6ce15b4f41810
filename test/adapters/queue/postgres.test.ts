import { Client } from 'pg'
import { openEmbedded, type EmbeddedDatabase } from '../../../src/adapters/database/embedded'
import { openJobQueue } from '../../../src/adapters/queue/open'
import { collectClosers } from '../../support/closers'
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
    await database?.close()
    home.remove()
  })

  // Nested, so that the suite's connections close before the server stops.
  describe('keeps its promise', () =>
    itKeepsTheQueuesPromise(() => ({ kind: 'postgres', connection: database.connection })))

  const closeLater = collectClosers()

  test('leaves no session behind that it was still opening when it was closed', async () => {
    const errors: Error[] = []
    for (let round = 0; round < 5; round++) {
      const queue = await openJobQueue({ kind: 'postgres', connection: database.connection }, (error) =>
        errors.push(error),
      )
      const close = closeLater(() => queue.close())
      const id = await queue.add({ kind: `closed-${round}`, payload: {} })
      const refused = expect(queue.outcome(`closed-${round}`, id)).rejects.toThrow('closed')
      await close()
      await refused
    }
    const client = new Client({ ...database.connection })
    closeLater(() => client.end())
    await client.connect()
    const { rows } = await client.query<{ name: string }>(
      `select application_name as name from pg_stat_activity where application_name like 'closed-%' or query like 'LISTEN%'`,
    )
    expect(rows).toEqual([])
    expect(errors).toEqual([])
  })
})

test('reports a PostgreSQL that does not answer without its password', async () => {
  const opened = openJobQueue(
    { kind: 'postgres', connection: { connectionString: 'postgres://me:hunter2@127.0.0.1:1/db' } },
    () => undefined,
  )
  await expect(opened).rejects.toMatchObject({ code: 'unavailable', message: expect.not.stringContaining('hunter2') })
})
