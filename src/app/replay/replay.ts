import { createHash, type Hash } from 'node:crypto'
import { unseenFrom } from '../../../models/store/card'
import { systemTimers } from '../../adapters/clock/system-clock'
import { openReplay } from '../../adapters/feeds'
import { startMemoryLedger } from '../../adapters/ledger/memory/memory'
import type { DecisionRow } from '../../adapters/ledger/tables'
import { openForWork } from '../../adapters/recordings'
import type { PortfolioSettings } from '../../core/decision/settings'
import { Fault } from '../../core/error'
import type { SolveQuadraticProgram } from '../../core/hedging/greeks/quadratic-program'
import type { Timestamp } from '../../core/market/event'
import { instrumentNamed } from '../../core/market/instrument'
import type { Attribution } from '../../core/portfolio/ledger/attribution'
import type { FundedUntil } from '../../core/portfolio/accrue-funding'
import type { LedgerEntry } from '../../core/portfolio/ledger/entry'
import type { Book } from '../../core/portfolio/portfolio'
import type { UnsettledOption } from '../../core/portfolio/settle-expired'
import { minuteGrid } from '../../core/reading/market-models'
import { startRng } from '../../core/rng'
import type { Ledger, PortfolioView } from '../../ports/ledger'
import type { RecordingReader } from '../../ports/recording-store'
import type { ServiceConfig } from '../config/file/schema'
import { startEngine } from '../engine/engine'
import { liveStateOf, startLiveMarket, type LiveMarket } from '../engine/live-market'
import { recordedFacts } from '../engine/recorded-facts'
import { startDryVenue } from '../engine/open-venue'
import { memoryOf } from '../engine/portfolio-memory'
import { warmUp } from '../engine/warm-up'
import type { Log } from '../log'
import type { ServiceModels } from '../models/load-models'
import { startAdaptation, type AdaptingModels, type Adaptation } from './adaptation'

export type ReplayRequest = {
  readonly config: ServiceConfig
  readonly models: ServiceModels | undefined
  /** The recording, in place of the feeds of the configuration. */
  readonly data: string
  /** Span of arrival; from where the models have seen nothing, to the end. */
  readonly from?: Timestamp | undefined
  readonly to?: Timestamp | undefined
  readonly solve: SolveQuadraticProgram
  readonly log: Log
}

type Settlement = Extract<LedgerEntry, { kind: 'settlement' }>

/** How a portfolio fared. Money in the quote currency. */
export type ReplayedPortfolio = {
  readonly portfolio: string
  readonly decisions: number
  readonly trades: number
  readonly refused: number
  readonly fills: number
  readonly fees: number
  readonly slippage: number
  readonly turnover: number
  readonly cash: number
  readonly positions: Book['positions']
  /** What its options settled on, oldest first, and those that have expired and wait for a price. */
  readonly settlements: readonly Settlement[]
  readonly unsettled: readonly UnsettledOption[]
  /** Fundings of its perpetuals: how many were booked, their sum, and how far each perpetual is booked. */
  readonly funding: { readonly booked: number; readonly cash: number; readonly funded: readonly FundedUntil[] }
  /** Profit by cause as of the last decision; undefined where the book was never marked. */
  readonly profit: Attribution | undefined
  /** Of all decisions, with inputs and outputs: two replays that agree here agree in everything. */
  readonly digest: string
}

export type Replayed = {
  readonly from: Timestamp
  readonly to: Timestamp
  readonly events: number
  readonly portfolios: readonly ReplayedPortfolio[]
  /** Of the adaptive portfolios. */
  readonly adaptation: readonly Adaptation[]
}

type Tally = { decisions: number; trades: number; refused: number; readonly hash: Hash }

/** Counts the decisions of each portfolio as they are committed. */
const startTallies = (portfolios: readonly PortfolioSettings[]) => {
  const tallies = new Map<string, Tally>(
    portfolios.map(({ id }) => [id, { decisions: 0, trades: 0, refused: 0, hash: createHash('sha256') }]),
  )
  return {
    entries: () => [...tallies],
    committed: (row: DecisionRow): void => {
      const tally = tallies.get(row.portfolio)
      if (tally === undefined) return
      tally.decisions++
      if (row.kind === 'trade') tally.trades++
      if (row.kind === 'refused') tally.refused++
      // Canonical where it is structured, and its members always in one order.
      tally.hash.update(`${JSON.stringify(row)}\n`)
    },
  }
}

const isSettlement = (entry: LedgerEntry): entry is Settlement => entry.kind === 'settlement'

const portfolioResult = (
  [id, { hash, ...counts }]: readonly [string, Tally],
  { state, book }: PortfolioView,
  entries: readonly LedgerEntry[],
): ReplayedPortfolio => {
  const memory = memoryOf(state.last)
  const { fills, positions, fees, slippage, turnover, cash } = book
  return {
    ...{ portfolio: id, ...counts, fills, positions },
    ...{ fees: fees / 1e6, slippage: slippage / 1e6, turnover: turnover / 1e6, cash: cash / 1e6 },
    settlements: entries.filter(isSettlement).reverse(),
    unsettled: memory?.unsettled ?? [],
    funding: {
      booked: entries.filter(({ kind }) => kind === 'funding').length,
      cash: (book.funding ?? 0) / 1e6,
      funded: memory?.funded ?? [],
    },
    profit: memory?.seen?.attribution,
    digest: hash.digest('hex'),
  }
}

const resultOf = async (ledger: Ledger, tally: readonly [string, Tally]): Promise<ReplayedPortfolio> => {
  const [id] = tally
  const view = await ledger.portfolio(id)
  return portfolioResult(tally, view, await ledger.entries(id, { limit: view.book.entries }))
}

const adaptingModels = ({ policy, market: { shares }, cards }: ServiceModels): AdaptingModels => ({
  policy,
  shares,
  regimes: cards.classifier.states,
})

/** Where a replay begins unless a time is given: where the models have seen nothing, or with the recording. */
const beginOf = async (reader: RecordingReader, models: ServiceModels | undefined, names: readonly string[]) => {
  const { instruments, sha256 } = await reader.describe()
  const own = instruments.filter(({ venue, symbol }) => names.includes(`${venue}/${symbol}`))
  const channels = own.flatMap((one) => one.channels)
  if (channels.length === 0) throw new Fault('missing-data', `nothing is recorded of ${names.join(', ')}`)
  const begin = Math.min(...channels.map(({ from }) => from))
  const isLearned = models !== undefined && models.cards.forecaster.dataSha256 === sha256
  return isLearned ? Math.max(begin, unseenFrom(models.cards.forecaster)) : begin
}

/** The markets of a configuration, warmed up from what was recorded before a time. */
const warmMarkets = async (
  reader: RecordingReader,
  { config, models }: Pick<ReplayRequest, 'config' | 'models'>,
  until: Timestamp,
): Promise<ReadonlyMap<string, LiveMarket>> => {
  const grid = models?.market.grid ?? minuteGrid
  const markets = new Map<string, LiveMarket>()
  for (const feed of config.feeds)
    for (const name of feed.instruments) {
      const live = startLiveMarket({ instrument: name, models: models?.market, limits: feed, past: reader })
      markets.set(name, live)
      await warmUp({ live, grid, reader, instrument: instrumentNamed(name), until })
    }
  return markets
}

/**
 * Runs portfolios over a recording as the service does, without queue, database or waiting: the same engine with paper
 * venues, each portfolio evaluated with the first event at or past its time, orders matched with the first event past
 * their latency. The same recording, configuration and models give the same decisions, byte for byte. Throws as
 * recording, models and venues do.
 */
export const replay = async ({ config, models, data, solve, log, ...span }: ReplayRequest): Promise<Replayed> => {
  const { portfolios } = config
  const reader = await openForWork(data)
  try {
    const names = config.feeds.flatMap(({ instruments }) => instruments)
    const begin = await beginOf(reader, models, names)
    const from = span.from ?? begin
    const instruments = names.map(instrumentNamed)
    const feed = await openReplay({ reader, instruments, from, to: span.to, timers: systemTimers })
    const { clock } = feed
    const markets = await warmMarkets(reader, { config, models }, from)
    const market = (name: string) => {
      const live = markets.get(name)
      return Promise.resolve(live && liveStateOf(live))
    }
    const tallies = startTallies(portfolios)
    const adaptation = startAdaptation(portfolios, models && adaptingModels(models), solve)
    const ledger = startMemoryLedger({ decisions: 1, committed: tallies.committed })
    const venues = config.venues.map((venue) => startDryVenue(venue, { clock, market }))
    let events = 0
    const engine = await startEngine({
      feeds: [{ name: 'replay', feed, markets, waits: true }],
      ...{ portfolios, ledger, venues, clock, market, solve, log },
      policy: () => Promise.resolve(models?.policy),
      ...recordedFacts(reader, clock),
      speed: 1,
      schedule: { kind: 'events' },
      rng: startRng(1),
      alert: () => undefined,
      observe: {
        decided: adaptation.decided,
        folded: () => {
          events++
          return undefined
        },
      },
      // The venue answers at once or with a later event: there is nothing to wait for in between.
      times: { follow: 0 },
      pause: () => Promise.resolve(),
    })
    for (const { name } of venues) await engine.desk.reconcile(name)
    await engine.follow()
    const results: ReplayedPortfolio[] = []
    for (const tally of tallies.entries()) results.push(await resultOf(ledger, tally))
    return { from, to: clock.now(), events, portfolios: results, adaptation: adaptation.results() }
  } finally {
    await reader.close()
  }
}
