import { itShowsTheQueues } from './board-contract'
import { itKeepsTheHeartbeatsPromise } from './heartbeat-contract'
import { itSurvives } from './heartbeat-faults'
import { setUpHeartbeats } from './heartbeat-rig'
import { startPostgres } from './postgres-server'
import type { StoreServer } from './store-server'

describe('heartbeat on PostgreSQL', () => {
  let server: StoreServer
  beforeAll(async () => {
    server = await startPostgres()
  })
  afterAll(() => server?.remove())

  // Nested, so that connections close before the server stops.
  describe('keeps its promise', () => itKeepsTheHeartbeatsPromise(setUpHeartbeats(() => server)))
  describe('shows', () => itShowsTheQueues(() => server))
  describe('survives', () => itSurvives(setUpHeartbeats(() => server)))
})
