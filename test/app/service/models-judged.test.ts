import { EventEmitter, once } from 'node:events'
import { readHistory } from '../../../models/store/history'
import { readLiveScores } from '../../../models/store/live-scores'
import { nominateSet, promoteSet, rollbackSet } from '../../../models/store/promote'
import { openLedger } from '../../../src/adapters/ledger/open'
import { openHighs } from '../../../src/adapters/quadratic-program/highs'
import { explainDecision } from '../../../src/app/audit/explain/explain-decision'
import { serving, working } from '../../../src/app/service/live-parts'
import type { Snapshot } from '../../../src/core/hedging/snapshot'
import { DAY } from '../../../src/core/market/event'
import type { MarketState } from '../../../src/core/reading/market-state'
import type { DecisionRecord, OperatorAction } from '../../../src/ports/ledger'
import type { MarketFeed } from '../../../src/ports/market-feed'
import { startPostgres } from '../../adapters/queue/postgres-server'
import type { StoreServer } from '../../adapters/queue/store-server'
import {
  aDatabase,
  aLiveConfig,
  aPortfolioSection,
  aService,
  closeServices,
  times,
  type LoggedEvent,
  type RunningService,
} from '../../support/live/a-live-service'
import { aSteadyMarket, longestWait, type SteadyMarket } from '../../support/live/a-steady-market'
import { recordedInstrument } from '../../training/run/live-recording'

afterEach(closeServices)

let server: StoreServer
let market: SteadyMarket
beforeAll(async () => {
  server = await startPostgres()
  market = await aSteadyMarket(28)
})
afterAll(async () => {
  await server.remove()
  await market.remove()
})

const instrument = `${recordedInstrument.venue}/${recordedInstrument.symbol}`

/** The market from its third day on, two days a second, for an adaptive portfolio. */
const aConfig = (registry: string, steward: 'act' | 'advise' = 'act') =>
  aLiveConfig({
    models: { registry, steward },
    speed: 172_800,
    feed: {
      recording: market.recording,
      instruments: [instrument],
      from: '2025-01-08T00:00:00Z',
      // Limits of trust that never apply, so that models are trusted at any pace of the test.
      trust: { maxOutside: 1, maxAgeDays: 3_650, lossTolerance: 1e3 },
    },
    portfolios: [aPortfolioSection('one', instrument, { strategy: 'adaptive' })],
  })

/** The decisions of the portfolio, oldest first, and what was written down beside them, newest first. */
const written = async (database: string) => {
  const ledger = await openLedger({ connectionString: database }, () => undefined)
  try {
    const { sequence } = (await ledger.portfolio('one')).state
    const decisions: DecisionRecord[] = []
    for (let own = 1; own <= sequence; own++) decisions.push((await ledger.decision('one', own)) as DecisionRecord)
    const actions: readonly OperatorAction[] = await ledger.actions({ limit: 100 })
    return { decisions, actions }
  } finally {
    await ledger.end()
  }
}

/**
 * Whether what decided was the policy that belongs to the models of the market, wherever these were trusted; how many
 * there were by each policy.
 */
const whoseDecisions = (decisions: readonly DecisionRecord[]): ReadonlyMap<string, number> => {
  const order = [market.sound, market.slight, market.gross, market.learned]
  const found = new Map<string, number>()
  for (const { inputs } of decisions) {
    const { markets, mandate } = inputs as {
      readonly markets: readonly MarketState[]
      readonly mandate: { readonly snapshot: Pick<Snapshot, 'strategy'> }
    }
    const [{ trust, models }] = markets
    const { strategy } = mandate.snapshot
    if (trust.kind === 'baseline' || strategy.kind !== 'adaptive') continue
    const policy = models?.policy ?? ''
    expect(strategy.policy.network !== undefined).toBe(policy === market.learned)
    expect(strategy.policy.maxInterval).toBe(longestWait + 1 + order.indexOf(policy))
    found.set(policy, (found.get(policy) ?? 0) + 1)
  }
  return found
}

const named =
  (name: string) =>
  ({ event }: LoggedEvent): boolean =>
    event === name
const decided = named('hedge.decided')
/** Resolves once so many more decisions were made. */
const goesOn = (service: RunningService, count: number): Promise<unknown> =>
  service.whenLogged(times(count, decided), service.logged.length)

/** A feed that stops two days after its first event until it is released. */
const heldBack = (feed: MarketFeed, released: Promise<unknown>): MarketFeed => ({
  ...feed,
  items: async function* () {
    let first: number | undefined
    for await (const item of feed.items()) {
      if (item.kind === 'event') first ??= item.event.timestamp
      if (item.kind === 'event' && item.event.timestamp > (first ?? 0) + 2 * DAY) await released
      yield item
    }
  },
})

test('a challenger that is better on live bars takes over by itself, and is used by every process from then on', async () => {
  const registry = await market.registry(market.slight)
  await nominateSet(registry, market.sound, { by: 'a test', reason: 'as asked' })
  const database = await aDatabase(server)
  const config = aConfig(registry)
  const events = new EventEmitter()
  const released = once(events, 'decided')
  const through = (feed: MarketFeed): MarketFeed => heldBack(feed, released)
  const serve = await aService({ database, config, roles: serving, through })
  const worker = await aService({ database, config, roles: { ...working, jobs: false } })
  await worker.whenLogged(decided)
  events.emit('decided')
  await serve.whenLogged(named('models.promoted'))
  await goesOn(worker, 5)
  await worker.close()
  await serve.close()

  const history = await readHistory(registry)
  expect(history.map(({ action, set }) => [action, set.policy])).toEqual([
    ['promote', market.slight],
    ['nominate', market.sound],
    ['promote', market.sound],
  ])
  expect(history[2]).toMatchObject({ by: 'service', reason: expect.stringContaining('shadowed live') as string })
  const [first] = await readLiveScores(registry, market.slight)
  const [second] = await readLiveScores(registry, market.sound)
  expect([first.instrument, second.instrument]).toEqual([instrument, instrument])
  const scored = new Set(second.bars.map(({ at }) => at))
  expect(first.bars.filter(({ at }) => scored.has(at)).length).toBeGreaterThanOrEqual(1_440)
  const { decisions, actions } = await written(database)
  const names = actions.map(({ action }) => action)
  expect(names.filter((name) => name === 'models.challenger-promoted')).toHaveLength(1)
  const by = whoseDecisions(decisions)
  expect([...by.keys()]).toEqual([market.slight, market.sound])
  expect(by.get(market.sound)).toBeGreaterThanOrEqual(3)
})

test('a champion that drifts is rolled back by the service, and the one before it is used again', async () => {
  const registry = await market.registry(market.sound, market.gross)
  const database = await aDatabase(server)
  const service = await aService({ database, config: aConfig(registry) })
  await service.whenLogged(named('models.promoted'))
  await goesOn(service, 5)
  await service.close()

  const last = (await readHistory(registry)).at(-1)
  expect(last).toMatchObject({ action: 'rollback', by: 'service', set: { policy: market.sound } })
  expect(last?.reason).toMatch(new RegExp(`^drifted on ${instrument}: .*where log-HAR is`))
  const { decisions, actions } = await written(database)
  expect(actions.filter(({ action }) => action === 'models.rolled-back')).toHaveLength(1)
  expect(whoseDecisions(decisions.slice(-3))).toEqual(new Map([[market.sound, 3]]))
})

test('an advising service reports a drift once, across restarts, and keeps the champion', async () => {
  const registry = await market.registry(market.sound, market.gross)
  const database = await aDatabase(server)
  const config = aConfig(registry, 'advise')
  const first = await aService({ database, config })
  const { text } = await first.whenLogged(named('models.drifting'))
  expect(text).toContain(`rolling back to policy ${market.sound} is left to an operator`)
  await first.close()
  const second = await aService({ database, config })
  await goesOn(second, 5)
  await second.close()

  expect(second.logged.filter(named('models.drifting'))).toEqual([])
  expect(await readHistory(registry)).toHaveLength(2)
  const { actions } = await written(database)
  expect(actions.filter(({ action }) => action === 'models.drifting')).toHaveLength(1)
})

test('a learned band is promoted and rolled back like any other policy, and its decisions come out of the ledger again', async () => {
  const registry = await market.registry(market.sound)
  const database = await aDatabase(server)
  const service = await aService({ database, config: aConfig(registry, 'advise') })
  await service.whenLogged(times(3, decided))
  const note = { by: 'a test', reason: 'it earned it' }
  const promoted = service.whenLogged(named('models.promoted'), service.logged.length)
  await promoteSet(registry, market.learned, note)
  await promoted
  await goesOn(service, 5)
  const rolledBack = service.whenLogged(named('models.promoted'), service.logged.length)
  await rollbackSet(registry, { ...note, reason: 'as asked' })
  await rolledBack
  await goesOn(service, 5)
  await service.close()

  const { decisions } = await written(database)
  const by = whoseDecisions(decisions)
  expect([...by.keys()]).toEqual([market.sound, market.learned])
  expect(whoseDecisions(decisions.slice(-3)).get(market.sound)).toBe(3)
  const { solve } = await openHighs()
  const explained = decisions.map((record) => explainDecision(record, solve))
  expect(explained.filter(({ reproduces }) => !reproduces)).toEqual([])
  const corrected = explained.filter(({ sections }) => sections.some(({ title }) => title.startsWith('Learned')))
  expect(corrected.length).toBeGreaterThanOrEqual(3)
})
