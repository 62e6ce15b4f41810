import type { TimeSources } from '../../../src/adapters/clock/system-clock'
import { openLedger } from '../../../src/adapters/ledger/open'
import { startPostgres } from '../../adapters/queue/postgres-server'
import type { StoreServer } from '../../adapters/queue/store-server'
import {
  aHandConfig,
  aHandRig,
  filled,
  handInstrument,
  refusedFor,
  systemTimes,
  ticking,
  type HandRig,
} from '../../support/live/a-hand-rig'
import { aDatabase, closeServices, times as timesOf } from '../../support/live/a-live-service'

afterEach(closeServices)

let server: StoreServer
beforeAll(async () => {
  server = await startPostgres()
})
afterAll(() => server.remove())

const calmSeconds = 600

/** Sends a price five times the last one until a hedge is refused for it. */
const crash = (rig: HandRig) => ticking(rig, () => rig.hand.quote(1_000), refusedFor('breaker'))

/** What the newest following of a feed took over of breakers that were left open. */
const leftOpen = async (database: string): Promise<unknown> => {
  const ledger = await openLedger({ connectionString: database }, () => undefined)
  const actions = await ledger.actions({ limit: 100 }).finally(() => ledger.end())
  const run = actions.find(({ action }) => action === 'market.followed')?.details as { readonly left: unknown }
  return run.left
}

test('a breaker that was open when the service stopped is open when it starts, closes after its calm, and opens again', async () => {
  const database = await aDatabase(server)
  let skipped = 0
  const skipping: TimeSources = {
    monotonic: () => systemTimes.monotonic() + skipped,
    wall: () => systemTimes.wall() + skipped,
  }
  const config = aHandConfig({ calmSeconds })
  const first = await aHandRig(database, skipping, config)
  await ticking(first, first.tick, timesOf(2, filled))
  await crash(first)
  await first.service.close()

  const second = await aHandRig(database, skipping, config)
  const { service, tick } = second
  try {
    expect(await leftOpen(database)).toMatchObject({ [handInstrument]: { kind: 'open', cause: 'move' } })
    // The prices are as before the crash and do not move: the open breaker stays open as long as it would have.
    await ticking(second, tick, timesOf(5, refusedFor('breaker')))
    skipped += (calmSeconds - 60) * 1_000
    await ticking(second, tick, timesOf(5, refusedFor('breaker')))
    expect(service.logged.filter(filled)).toEqual([])
    skipped += 60_000
    await ticking(second, tick, timesOf(2, filled))
    // Armed again, as for the first time.
    const before = service.logged.length
    await crash(second)
    await ticking(second, tick, timesOf(5, refusedFor('breaker')))
    expect(service.logged.slice(before).filter(filled)).toEqual([])
  } finally {
    await service.close()
  }

  // A service that stops in a calm market leaves no open breaker.
  skipped += (calmSeconds + 1) * 1_000
  const third = await aHandRig(database, skipping, config)
  try {
    await ticking(third, third.tick, timesOf(2, filled))
  } finally {
    await third.service.close()
  }
  const fourth = await aHandRig(database, skipping, config)
  await fourth.service.close()
  expect(await leftOpen(database)).toEqual({})
})
