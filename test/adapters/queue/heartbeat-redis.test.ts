import { itShowsTheQueues } from './board-contract'
import { itKeepsTheHeartbeatsPromise } from './heartbeat-contract'
import { itSurvives } from './heartbeat-faults'
import { setUpHeartbeats } from './heartbeat-rig'
import { describeWithRedis, startRedis } from './redis-server'
import type { StoreServer } from './store-server'

describeWithRedis('heartbeat on Redis', () => {
  let server: StoreServer
  beforeAll(async () => {
    server = await startRedis()
  })
  afterAll(() => server?.remove())

  // Nested, so that connections close before the server stops.
  describe('keeps its promise', () => itKeepsTheHeartbeatsPromise(setUpHeartbeats(() => server)))
  describe('shows', () => itShowsTheQueues(() => server))
  describe('survives', () => itSurvives(setUpHeartbeats(() => server)))
})
