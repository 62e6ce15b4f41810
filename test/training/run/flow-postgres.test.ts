import { openEmbedded, type EmbeddedDatabase } from '../../../src/adapters/database/embedded'
import { aStateFolder } from '../../adapters/queue/state-folder'
import { itRetrainsByAFlow } from './flow-contract'

describe('a retraining on PostgreSQL', () => {
  const home = aStateFolder()
  let database: EmbeddedDatabase
  beforeAll(async () => {
    database = await openEmbedded({ home: home.path, onError: () => undefined })
  })
  afterAll(async () => {
    await database.close()
    home.remove()
  })

  // Nested, so that the suite's connections close before the server stops.
  describe('is a flow', () => itRetrainsByAFlow(() => ({ kind: 'postgres', connection: database.connection })))
})
