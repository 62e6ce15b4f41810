import { startEngine } from '../../../src/app/engine/engine'
import { startLiveMarket } from '../../../src/app/engine/live-market'
import type { EvaluationResult } from '../../../src/app/engine/engine-parts'
import type { Log } from '../../../src/app/log'
import { explainDecision, explanationText } from '../../../src/app/audit/explain/explain-decision'
import { portfolioItem } from '../../../src/app/service/view/portfolio-item'
import { portfolio } from '../../../src/app/service/web/schema/portfolio'
import type { PortfolioSettings } from '../../../src/core/decision/settings'
import type { AdaptivePolicy } from '../../../src/core/hedging/policy'
import { DAY, SECOND } from '../../../src/core/market/event'
import { openingEntries } from '../../../src/core/portfolio/entries'
import { defaultBreaker } from '../../../src/core/reading/breaker'
import type { MarketState } from '../../../src/core/reading/market-state'
import { defaultTrust } from '../../../src/core/reading/trust/trust-limits'
import { normalCdf } from '../../../src/core/pricing/normal'
import { startRng } from '../../../src/core/rng'
import type { VenueOrder } from '../../../src/ports/venue'
import { aHedge, aHedgingPolicy, aMarketState, aPortfolio, noon } from '../../core/decision/a-market-state'
import { aGap, aQuote } from '../../core/market/events'
import { solverForTests } from '../../core/hedging/greeks/solver'
import { startMemoryLedger } from '../../support/memory-ledger'
import { aVenue, filled } from './orders/a-desk'

const solve = solverForTests()
const silent = (): void => undefined
const log: Log = { debug: silent, info: silent, warn: silent, error: silent }
const policy: AdaptivePolicy = {
  ...aHedgingPolicy().adaptive,
  ...{ toxicityThreshold: 0.9, toxicityDelay: 100, toxicityMaxWait: 250, riskLimit: 10 },
}
const hedged = (own: Partial<PortfolioSettings>): PortfolioSettings =>
  aPortfolio({ mandate: aHedge({ strategy: { kind: 'adaptive', policy } }), minInterval: 10, ...own })

/** A portfolio short of a hundred calls at the money, its venue filling a share of each order at the market. */
const aScene = async (settings: PortfolioSettings, filledShare = 1) => {
  let now = noon
  const clock = { now: () => now }
  const ledger = startMemoryLedger()
  const call = { type: 'call', strike: 200, expiry: noon + DAY, quantity: -100, multiplier: 1, premium: 4 } as const
  await ledger.open(settings.id, noon, openingEntries(noon, settings.cash, [call]))
  const venue = aVenue()
  venue.answer = (sent: VenueOrder) => {
    const { order } = sent
    const lots = Math.max(1, Math.floor(filledShare * order.lots))
    const report = filled(sent)
    const fills = [{ ...report.fills[0], lots, price: order.price, at: now }]
    const [before] = venue.held
    venue.held = [{ instrument: order.instrument, lots: (before?.lots ?? 0) + (order.side === 'buy' ? lots : -lots) }]
    const state = lots < order.lots ? ('cancelled' as const) : ('filled' as const)
    return Promise.resolve({ kind: 'report', report: { ...report, state, fills } })
  }
  let market: MarketState = aMarketState()
  const evaluate = async (): Promise<EvaluationResult> => {
    // Each evaluation is made by an engine that has nothing but the ledger.
    const engine = await startEngine({
      ...{ feeds: [], portfolios: [settings], ledger, venues: [venue], clock, log, solve, alert: silent },
      ...{ speed: 1, rng: startRng(1), times: { follow: 0 } },
      schedule: { kind: 'queue', pullForward: () => Promise.resolve() },
      market: () => Promise.resolve(market),
      policy: () => Promise.resolve(undefined),
    })
    await engine.desk.reconcile('paper')
    return engine.evaluate(settings.id, 'scheduled')
  }
  return {
    venue,
    ledger,
    /** Seconds since the start. */
    seconds: () => (now - noon) / SECOND,
    /** Evaluates now and sets the clock to when the portfolio is due next. */
    evaluate: async (seen: Partial<MarketState> = {}) => {
      market = aMarketState({ time: now, venueTime: now, barTime: now, ...seen })
      const result = await evaluate()
      now = result.dueAt
      return result
    },
  }
}

const kindOf = (result: EvaluationResult): string => (result.kind === 'decided' ? result.outputs.kind : result.kind)

test('the item of a portfolio shows slices to come, and since when a hedge waits', async () => {
  const shown = async (settings: PortfolioSettings, seen: Partial<MarketState>) => {
    const { evaluate, ledger } = await aScene(settings)
    const result = await evaluate(seen)
    const view = await ledger.portfolio(settings.id)
    return portfolioItem(settings, view, result.kind === 'decided' ? result.record : undefined, aMarketState())
  }
  const sliced = await shown(hedged({ execution: { kind: 'slices', slices: 4, spacing: 30 } }), {})
  expect(sliced).toMatchObject({
    underway: [{ name: 'underlying', side: 'buy', slices: 3, nextAt: noon + 30 * SECOND }],
    waitingSince: undefined,
  })
  expect(portfolio.parse(sliced)).toMatchObject({ strategy: 'adaptive' })
  expect(await shown(hedged({}), { toxicityPercentile: 1 })).toMatchObject({ waitingSince: noon, underway: undefined })
})

test('slices are orders of their own, one a decision, and go on after a restart', async () => {
  const settings = hedged({ execution: { kind: 'slices', slices: 4, spacing: 30 } })
  const { venue, ledger, evaluate, seconds } = await aScene(settings)
  const traded: number[] = []
  while (seconds() < 300) {
    const at = seconds()
    if (kindOf(await evaluate()) === 'trade') traded.push(at)
  }
  expect(traded.slice(0, 4)).toEqual([0, 30, 60, 90])
  const labels = venue.sent.map(({ label }) => label)
  expect(new Set(labels).size).toBe(labels.length)
  const intents = await ledger.intents('book', { limit: 20 })
  expect(new Set(intents.map(({ sequence }) => sequence)).size).toBe(intents.length)
  const [first, ...rest] = venue.sent.slice(0, 4).map(({ order }) => order.lots)
  for (const lots of rest) expect(Math.abs(lots - first)).toBeLessThan(0.1 * first)

  const single = await aScene(hedged({}))
  await single.evaluate()
  const sum = venue.sent.slice(0, 4).reduce((all, { order }) => all + order.lots, 0)
  expect(Math.abs(sum - single.venue.sent[0].order.lots)).toBeLessThan(0.02 * sum)
})

test('a hedge of options is refused where their surface is too old or absent, and the decision holds what was judged', async () => {
  const { limits } = aPortfolio({})
  const settings = hedged({ limits: { ...limits, surfaceMaxAge: 300 } })
  const { evaluate } = await aScene(settings)
  const surface = (age: number): MarketState['surface'] => ({
    ...{ time: noon - age * SECOND, expiries: 3, quotes: 40, inside: 0.9, carried: 'stale' },
  })
  const verdictOf = (result: EvaluationResult) =>
    result.kind === 'decided' ? [result.outputs.kind, ...result.record.reasons].join(' ') : result.kind
  const refused = await evaluate({ surface: surface(301) })
  expect(verdictOf(refused)).toContain('surface-age')
  expect(refused).toMatchObject({
    record: {
      inputs: { gate: { surface: { instrument: settings.instrument, fitted: noon - 301 * SECOND, carried: 'stale' } } },
    },
  })
  expect(kindOf(await (await aScene(settings)).evaluate())).toBe('refused')
  expect(kindOf(await (await aScene(settings)).evaluate({ surface: surface(299) }))).toBe('trade')
  expect(kindOf(await (await aScene(hedged({}))).evaluate({ surface: surface(301) }))).toBe('trade')
})

test('options are valued at the surface of their market while that is fresh; the decision says why where it is not', async () => {
  const settings = hedged({})
  const surface = (age: number): MarketState['surface'] => {
    const time = noon - age * SECOND
    const smile = { a: 0.8 / 365, b: 0, rho: 0, m: 0, s: 0.1 }
    const slices = [{ expiry: noon + DAY, years: 1 / 365 + age / (365 * 86_400), forward: 202, smile }]
    return { time, expiries: 1, quotes: 9, inside: 1, carried: undefined, fitted: { time, index: 200, slices } }
  }
  const decided = async (seen: Partial<MarketState>) => {
    const { evaluate, ledger } = await aScene(settings)
    const result = await evaluate(seen)
    if (result.kind !== 'decided') throw new Error(result.kind)
    const { record, outputs } = result
    const { marks } = portfolioItem(settings, await ledger.portfolio(settings.id), record, undefined)
    if (outputs.evaluated.kind !== 'hedge') throw new Error(outputs.evaluated.kind)
    const text = explanationText(explainDecision(record, solve))
    return { record, marks, text, delta: outputs.evaluated.decision.exposure.delta }
  }
  const [none, fresh, old] = [
    await decided({}),
    await decided({ surface: surface(0) }),
    await decided({ surface: surface(901) }),
  ]
  // Black's delta of a call at 200 on a forward of 202, σ√T of √(.8 / 365).
  const deviation = Math.sqrt(0.8 / 365)
  expect(fresh.delta).toBeCloseTo(-100 * 1.01 * normalCdf(Math.log(1.01) / deviation + deviation / 2), 6)
  expect(fresh.marks).toMatchObject({ by: 'surface', instrument: settings.instrument, fitted: noon })
  expect(fresh.marks!.options[0].vol).toBeCloseTo(Math.sqrt(0.8), 9)
  expect(fresh.record.reasons.join()).not.toContain('surface')
  expect(old.delta).toBe(none.delta)
  expect(old.marks).toMatchObject({ by: 'surface-too-old', options: [{ vol: 0.5 }] })
  expect(old.record.reasons).toContain('surface-too-old')
  expect(old.text).toMatch(/surface +too old .* 901 s before, at most 900 s\n {2}valued at +one volatility by maturity/)
  const missing = await decided({ surface: { ...surface(0)!, fitted: undefined } })
  expect(missing.record.reasons).toContain('surface-missing')
  expect(missing.text).toContain(`${settings.instrument} has none`)
  // Where no market of options is followed there is nothing to say.
  expect(none.marks!.by).toBe('volatility')
  expect(none.record.reasons).toEqual(old.record.reasons.filter((reason) => reason !== 'surface-too-old'))
})

test('the rest of a trade is not made once the price has made it needless', async () => {
  const { venue, evaluate, seconds } = await aScene(hedged({ execution: { kind: 'slices', slices: 4, spacing: 30 } }))
  await evaluate()
  const { lots } = venue.sent[0].order
  // The price falls until what is held is enough: the rest of the plan is none.
  while (seconds() < 300) await evaluate({ spot: 194, bid: 193.98, ask: 194.02 })
  expect(venue.sent.filter(({ order }) => order.side === 'buy').map(({ order }) => order.lots)).toEqual([lots])
})

test('a partly filled hedge does not wait for calmer flow again', async () => {
  const { venue, evaluate, seconds } = await aScene(hedged({}), 0.5)
  const evaluations: [number, string][] = []
  for (let k = 0; k < 6; k++) {
    const at = seconds()
    evaluations.push([at, kindOf(await evaluate({ toxicityPercentile: 1 }))])
  }
  expect(evaluations).toEqual([
    [0, 'wait'],
    [100, 'wait'],
    [200, 'wait'],
    [250, 'trade'],
    [260, 'trade'],
    [270, 'trade'],
  ])
  expect(venue.sent).toHaveLength(3)
})

test('a change of level is told of with the last price before it, once', async () => {
  const changes: object[] = []
  const engine = await startEngine({
    ...{ feeds: [], portfolios: [], ledger: startMemoryLedger(), venues: [], clock: { now: () => noon }, log, solve },
    ...{ alert: silent, speed: 1, rng: startRng(1) },
    schedule: { kind: 'queue', pullForward: () => Promise.resolve() },
    market: () => Promise.resolve(undefined),
    policy: () => Promise.resolve(undefined),
    observe: { levelChanged: ({ name }, instrument, change) => changes.push({ name, instrument, ...change }) },
  })
  const limits = { breaker: defaultBreaker, trust: defaultTrust }
  const live = startLiveMarket({ instrument: 'v/X', models: undefined, past: undefined, limits })
  const feed = { name: 'f', feed: { items: () => (async function* () {})() }, markets: new Map([['v/X', live]]) }
  const level = { ...aGap(90), reason: 'level-change' as const }
  for (const event of [aQuote(1, 99, 101), aGap(60), level, aQuote(91, 4.9, 5.1), aGap(95)])
    await engine.tick({ ...feed, waits: false }, { kind: 'event', instrument: { venue: 'v', symbol: 'X' }, event })
  expect(changes).toEqual([{ name: 'f', instrument: 'v/X', at: level.timestamp, from: 100 }])
})
