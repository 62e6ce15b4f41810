import { instrumentName, instrumentNamed } from '../../core/market/instrument'
import { createHash, type Hash } from 'node:crypto'
import { startMemoryLedger } from '../../adapters/ledger/memory/memory'
import { systemTimers } from '../../adapters/clock/system-clock'
import { openReplay } from '../../adapters/feeds'
import { openRecording } from '../../adapters/recordings'
import { Fault } from '../../core/error'
import type { SolveQuadraticProgram } from '../../core/hedging/greeks/quadratic-program'
import type { Attribution } from '../../core/portfolio/ledger/attribution'
import { minuteGrid } from '../../core/reading/market-models'
import { SECOND, type Timestamp } from '../../core/market/event'
import { openingEntries } from '../../core/portfolio/entries'
import type { Book } from '../../core/portfolio/portfolio'
import { startRng } from '../../core/rng'
import type { ServiceConfig } from '../config/file/schema'
import { foldEvent, stateOf, startLiveMarket } from '../engine/follow-feed'
import { startHedger } from '../engine/hedger'
import { startDryVenue, tradedBy } from '../engine/open-venue'
import { memoryOf } from '../engine/portfolio-memory'
import type { Log } from '../log'
import type { ServiceModels } from '../models/load-models'
import { unseenFrom } from '../models/unseen-from'
import { warmUp } from '../engine/warm-up'
import { openOrderDesk } from '../engine/orders/order-desk'

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
}

type Tally = { decisions: number; trades: number; refused: number; readonly hash: Hash }

/**
 * Runs portfolios over a recording as the service does, without queue, database or waiting: the same evaluations, gate,
 * orders and paper venues, each portfolio looked at with the first event at or past its time, orders matched with the
 * first event past their latency. The same recording, configuration and models give the same decisions, byte for byte.
 * Throws as recording, models and venues do.
 */
export const replay = async ({ config, models, data, solve, log, ...span }: ReplayRequest): Promise<Replayed> => {
  const reader = await openRecording(data)
  try {
    const names = config.feeds.flatMap(({ instruments }) => instruments)
    const { instruments: recorded, sha256 } = await reader.describe()
    const own = recorded.filter((own) => names.includes(instrumentName(own)))
    const channels = own.flatMap((one) => one.channels)
    if (channels.length === 0) throw new Fault('missing-data', `nothing is recorded of ${names.join(', ')}`)
    const isLearned = models !== undefined && models.cards.forecaster.dataSha256 === sha256
    const begin = Math.min(...channels.map(({ from }) => from))
    const from = span.from ?? (isLearned ? Math.max(begin, unseenFrom(models.cards.forecaster)) : begin)
    const instruments = names.map(instrumentNamed)
    const feed = await openReplay({ reader, instruments, from, to: span.to, timers: systemTimers })
    const { clock } = feed
    const started = clock.now()

    const markets = new Map(
      config.feeds.flatMap((one) =>
        one.instruments.map((name) => [name, startLiveMarket(name, models?.market, one)] as const),
      ),
    )
    const grid = models?.market.grid ?? minuteGrid
    for (const [name, live] of markets)
      await warmUp({ live, grid, reader, instrument: instrumentNamed(name), until: from })

    const market = (name: string) => {
      const live = markets.get(name)
      return Promise.resolve(live && stateOf(live))
    }
    const { portfolios } = config
    const tallies = new Map<string, Tally>(
      portfolios.map(({ id }) => [id, { decisions: 0, trades: 0, refused: 0, hash: createHash('sha256') }]),
    )
    const ledger = startMemoryLedger({
      decisions: 1,
      committed: (row) => {
        const tally = tallies.get(row.portfolio)
        if (tally === undefined) return
        tally.decisions++
        if (row.kind === 'trade') tally.trades++
        if (row.kind === 'refused') tally.refused++
        // Canonical where it is structured, and its members always in one order.
        tally.hash.update(`${JSON.stringify(row)}\n`)
      },
    })
    for (const { id, cash, mandate } of portfolios)
      await ledger.open(id, started, openingEntries(started, cash, mandate.kind === 'hedge' ? mandate.options : []))
    const venues = config.venues.map((venue) => startDryVenue(venue, { clock, market }))
    const desk = openOrderDesk({
      ...{ ledger, venues, clock, log, rng: startRng(1), alert: () => undefined },
      portfolios: portfolios.map((one) => ({ id: one.id, venue: one.venue, instruments: tradedBy(one) })),
      // The venue answers at once or with a later event: there is nothing to wait for in between.
      times: { follow: 0 },
      pause: () => Promise.resolve(),
    })
    for (const { name } of venues) await desk.reconcile(name)

    const due = new Map<string, Timestamp>(portfolios.map(({ id }) => [id, -Infinity]))
    const open = new Set<string>()
    const hedger = startHedger({
      ...{ ledger, clock, log, market, solve, portfolios },
      policy: () => Promise.resolve(models?.policy),
      terms: (name, instrument) => {
        const venue = venues.find((one) => one.name === name)
        if (venue === undefined) throw new TypeError(`no venue ${name}`)
        return venue.terms(instrument)
      },
      execute: async (id) => {
        if ((await desk.executeIntents(id)).open > 0) open.add(id)
        else open.delete(id)
      },
      reconciled: desk.isReconciled,
      postponement: 1,
      speed: 1,
      hasten: () => Promise.resolve(),
      observe: () => undefined,
      timed: ({ settings, result }) => due.set(settings.id, result?.dueAt ?? clock.now() + SECOND),
    })

    let events = 0
    for await (const item of feed.items()) {
      if (item.kind === 'status') continue
      const name = instrumentName(item.instrument)
      const live = markets.get(name)
      if (live === undefined) continue
      events++
      const { kind } = foldEvent(live, item.event)
      for (const id of open) if ((await desk.executeIntents(id)).open === 0) open.delete(id)
      const spot = kind === 'none' || kind === 'refused' ? undefined : live.market.state()?.spot
      const woken = spot === undefined ? undefined : hedger.moved(name, spot)
      if (woken !== undefined) await woken
      const now = clock.now()
      for (const [id, at] of due) if (at <= now) await hedger.evaluate(id, 'scheduled')
    }
    const results: ReplayedPortfolio[] = []
    for (const { id } of portfolios) {
      const { state, book } = await ledger.portfolio(id)
      const tally = tallies.get(id)
      if (tally === undefined) continue
      const { decisions, trades, refused, hash } = tally
      const { fills, positions } = book
      results.push({
        ...{ portfolio: id, decisions, trades, refused, fills, positions },
        ...{
          fees: book.fees / 1e6,
          slippage: book.slippage / 1e6,
          turnover: book.turnover / 1e6,
          cash: book.cash / 1e6,
        },
        profit: memoryOf(state.last)?.seen?.attribution,
        digest: hash.digest('hex'),
      })
    }
    return { from, to: clock.now(), events, portfolios: results }
  } finally {
    await reader.close()
  }
}
