import { systemClock } from '../src/adapters/clock/system-clock'
import type { DatabaseConnection } from '../src/adapters/database/connection'
import { openLedger } from '../src/adapters/ledger/open'
import { openPaperVenue } from '../src/adapters/venues/paper/paper-venue'
import { startEngine, type Engine } from '../src/app/engine/engine'
import { liveStateOf, type LiveMarket } from '../src/app/engine/live-market'
import type { Log } from '../src/app/log'
import type { PortfolioSettings } from '../src/core/decision/settings'
import type { AdaptivePolicy } from '../src/core/hedging/policy'
import { DAY, SECOND, type Quote, type Timestamp } from '../src/core/market/event'
import { instrumentNamed } from '../src/core/market/instrument'
import { openingEntries } from '../src/core/portfolio/entries'
import { startBreaker } from '../src/core/reading/breaker'
import { startMarket } from '../src/core/reading/start-market'
import { deribitBtcStandard } from '../src/core/risk/margin/standard-margin'
import { startRng, type Rng } from '../src/core/rng'
import type { Clock } from '../src/ports/clock'
import type { Ledger } from '../src/ports/ledger'

const instrument = 'bench/BTC'
const breakerLimits = { move: 0.5, withinSeconds: 300, spread: 0.5, calmSeconds: 300 }

/** A band with price triggers. */
const policy: AdaptivePolicy = {
  ...{ band: 'whalley-wilmott', riskAversion: 10, multiplier: 1, floor: 0.01, ceiling: 0.5, insideShare: 0.2 },
  ...{ diffusionShare: 0.5, minInterval: 60, maxInterval: 3_600, priceTrigger: 1, toxicityThreshold: 1 },
  ...{ toxicityDelay: 60, riskLimit: 0.05 },
}

/** Sells a call of its own strike and hedges it by a band, with every limit of the gate set. */
const aPortfolio = (place: number, spot: number, interval: Interval): PortfolioSettings => ({
  id: `desk-${place}`,
  ...{ instrument, venue: 'paper', symbol: 'BTC' },
  mandate: {
    kind: 'hedge',
    strategy: { kind: 'adaptive', policy },
    options: [],
    scale: { contracts: 10, price: spot },
  },
  ...{ cash: 1e7, rate: 0, costs: { fee: 5e-4, fixed: 0 } },
  limits: {
    ...{ orderNotional: 1e7, positionNotional: 1e8, dailyTurnover: 1e12, ordersPerMinute: 1e6, slippage: 0.01 },
    price: { leastSources: 1, maxAge: 300, maxDeviation: 0.01 },
    margin: { model: { kind: 'standard', parameters: deribitBtcStandard }, leastRatio: 1.5, leastDistance: 0.05 },
    dailyLoss: 1e9,
  },
  references: [],
  minInterval: interval.least,
  maxInterval: interval.most,
})

/** Quotes of a random walk that ends now, one each ten seconds. */
const warm = (live: LiveMarket, quote: (at: Timestamp) => Quote, until: Timestamp): void => {
  for (let at = until - DAY; at < until - 10 * SECOND; at += 10 * SECOND) live.market.apply(quote(at))
}

/** A random walk of a quote around 60,000, `step` of it a move. */
const walkingQuote = (rng: Rng, step: number): ((at: Timestamp) => Quote) => {
  let spot = 60_000
  return (timestamp) => {
    spot *= Math.exp(step * rng.normal())
    const stamps = { timestamp, localTimestamp: timestamp }
    return { kind: 'quote', ...stamps, bid: spot - 2.5, bidSize: 50, ask: spot + 2.5, askSize: 50 }
  }
}

/** Seconds between two evaluations. */
export type Interval = { readonly least: number; readonly most: number }

export type LiveDesk = {
  readonly engine: Engine
  readonly live: LiveMarket
  /** Folds a quote and evaluates the portfolios that it makes due. */
  readonly tick: (quote: Quote) => Promise<void> | undefined
  readonly clock: Clock
  readonly ids: readonly string[]
  /** The next quote of the walk, now. */
  readonly quote: () => Quote
  readonly close: () => Promise<void>
}

export type LiveDeskParts = {
  readonly connection: DatabaseConnection
  readonly portfolios: number
  readonly interval: Interval
  /** Share of the spot that a quote moves. */
  readonly step: number
  /** The ledger as the evaluations see it. */
  readonly traced: (ledger: Ledger, clock: Clock) => Ledger
  readonly pullForward?: (portfolio: string) => Promise<void>
}

const quiet = (): void => undefined
const noItems = async function* (): AsyncGenerator<never> {}
const say = (text: string): void => void process.stderr.write(`${text}\n`)
const warned = (event: unknown): void => say(event instanceof Error ? event.message : JSON.stringify(event))
const log: Log = { error: warned, warn: warned, info: quiet, debug: quiet }

/** The hedging of so many portfolios as the service does it, on one market, ledger and paper venue in a PostgreSQL. */
export const openLiveDesk = async (parts: LiveDeskParts): Promise<LiveDesk> => {
  const { step, interval, traced, pullForward = () => Promise.resolve() } = parts
  const connection = { ...parts.connection }
  const clock = systemClock(quiet)
  const walk = walkingQuote(startRng(11), step)
  const live = {
    instrument,
    market: startMarket({ instrument }),
    breaker: startBreaker(breakerLimits),
  }
  warm(live, walkingQuote(startRng(5), 2e-4), clock.now())
  live.market.apply(walk(clock.now()))
  const portfolios = Array.from({ length: parts.portfolios }, (_, place) => aPortfolio(place, 60_000, interval))
  const ledger = await openLedger(connection, warned)
  const expiry = clock.now() + 5 * DAY
  for (const [place, { id, cash }] of portfolios.entries()) {
    const strike = 60_000 * (0.95 + (0.1 * place) / parts.portfolios)
    const sold = { type: 'call' as const, strike, expiry, quantity: -10, multiplier: 1, premium: 1_000 }
    await ledger.open(id, clock.now(), openingEntries(clock.now(), cash, [sold]))
  }
  const venue = await openPaperVenue({
    ...{ name: 'paper', connection, clock, seed: 1, onError: warned },
    instruments: {
      'paper/BTC': { lot: 0.001, minLots: 1, tick: 0.5, fee: 5e-4, impact: { coefficient: 0.02, volume: 1e4 } },
    },
    quote: () => {
      const { bid = 0, ask = 0, bidSize = 0, askSize = 0, time = 0 } = live.market.state() ?? {}
      return { bid, ask, bidSize, askSize, time }
    },
  })
  const feed = { name: 'bench', feed: { items: noItems }, markets: new Map([[instrument, live]]), waits: true }
  const engine = await startEngine({
    ledger: traced(ledger, clock),
    ...{ feeds: [feed], venues: [venue], clock, log, portfolios, speed: 1, rng: startRng(3), alert: quiet },
    schedule: { kind: 'queue', pullForward },
    market: () => Promise.resolve(liveStateOf(live)),
    policy: () => Promise.resolve(undefined),
    solve: () => {
      throw new Error('a hedge asks for no program')
    },
  })
  await engine.desk.reconcile('paper')
  return {
    ...{ engine, live, clock },
    tick: (event) => engine.tick(feed, { kind: 'event', instrument: instrumentNamed(instrument), event }),
    ids: portfolios.map(({ id }) => id),
    quote: () => walk(clock.now()),
    close: async () => {
      await engine.idle()
      await venue.close()
      await ledger.end()
    },
  }
}
