import { z } from 'zod'
import type { PortfolioSettings } from '../../../core/decision/settings'
import type { Timestamp } from '../../../core/market/event'
import { chainInstrument } from '../../../core/market/venues/instrument-facts'
import type { SurfaceReading } from '../../../core/reading/chain-surface'
import type { MarketState } from '../../../core/reading/market-state'
import { version } from '../../../core/version'
import type { Clock } from '../../../ports/clock'
import type { DecisionRecord, Ledger, Page } from '../../../ports/ledger'
import type { FeedLog } from '../feed-log'
import type { ChartHistory } from '../web/history'
import { decisionPoint, marketPoint } from '../web/points'
import type { DecisionItem, FillItem, RefusedDecision } from '../web/schema/ledger'
import type { FeedStatus, InstrumentView, Model } from '../web/schema/market'
import type { Portfolio } from '../web/schema/portfolio'
import type { AlertItem, QueueStatus } from '../web/schema/status'
import type { Items, LiveUpdate, ServiceView } from '../web/view'
import { portfolioItem } from './portfolio-item'
import { killSwitchOf } from './service-health'
import { surfaceItem } from './surface-item'

const refused = z.object({
  verdict: z.object({
    refusals: z.array(z.object({ check: z.string(), sentence: z.string() })),
  }),
})

/** Why the gate refused a decision, every reason; none where it did not. */
const refusalsOf = ({ portfolio, sequence, at, outputs }: DecisionRecord): RefusedDecision => ({
  portfolio,
  sequence,
  at,
  refusals: (refused.safeParse(outputs).data?.verdict.refusals ?? []).map(({ check, sentence }) => ({
    check,
    text: sentence,
  })),
})

/** How sure a surface is, without the surface itself. */
const surfaceStateOf = ({ surface }: MarketState): InstrumentView['surface'] => {
  if (surface === undefined) return undefined
  const { time, expiries, quotes, inside, carried } = surface
  return { time, expiries, quotes, inside, carried }
}

/** A market as the page shows it. */
const marketItem = (state: MarketState, regimes: readonly string[], feed: FeedStatus | undefined): InstrumentView => ({
  instrument: state.instrument,
  regimes,
  events: state.events,
  time: state.time,
  spot: state.spot,
  bid: state.bid,
  ask: state.ask,
  gapSince: state.gapSince,
  barTime: state.barTime,
  bars: state.bars,
  posterior: state.posterior,
  regime: state.regime,
  volatility: state.volatility,
  interval: state.interval,
  realizedVol: state.realizedVol,
  toxicityPercentile: state.toxicityPercentile,
  models: state.models,
  surface: surfaceStateOf(state),
  trust: state.trust,
  trustFigures: state.trustFigures,
  feed,
})

export type ViewParts = {
  readonly clock: Clock
  readonly clockKind: 'live' | 'replay'
  readonly startedAt: Timestamp
  readonly ledger: Ledger
  readonly market: (instrument: string) => Promise<MarketState | undefined>
  readonly instruments: readonly string[]
  readonly portfolios: readonly PortfolioSettings[]
  /** The surface of the options of an instrument that is followed here. */
  readonly surface: (instrument: string) => SurfaceReading | undefined
  readonly regimes: (instrument: string) => readonly string[]
  readonly feeds: FeedLog
  readonly history: ChartHistory
  readonly queue: () => Promise<QueueStatus>
  readonly models: () => readonly Model[]
  readonly alerts: () => readonly AlertItem[]
  /** The arithmetic of a decision, for a person. */
  readonly explain: (record: DecisionRecord) => Promise<string>
}

/** The view without the readiness check, and the callbacks for events of the engine. */
export type LiveView = Omit<ServiceView, 'readiness'> & {
  readonly marketMoved: (state: MarketState) => void
  readonly decided: (settings: PortfolioSettings, record: DecisionRecord) => Promise<void>
  readonly alerted: (alert: AlertItem) => void
  readonly statusChanged: () => Promise<void>
  readonly portfolioChanged: (id: string) => Promise<void>
  readonly publish: (update: LiveUpdate) => void
}

const itemOf = ({
  portfolio,
  sequence,
  at,
  trigger,
  kind,
  reasons,
  dueAt,
}: Omit<DecisionRecord, 'inputs' | 'outputs' | 'next'>): DecisionItem => ({
  portfolio,
  sequence,
  at,
  trigger,
  kind,
  reasons,
  dueAt,
})

/** A page of a list that the ledger returns newest first; `place` gives the `before` of the next page. */
const paged = <T>(items: readonly T[], { limit }: Page, place: (last: T) => number | undefined): Items<T> => {
  const before = items.length < limit || items.length === 0 ? undefined : place(items[items.length - 1])
  return { items, ...(before !== undefined && { before }) }
}

/** Rows that are searched for refusals and fills. */
const searched = 500

/** The service's data for page and API: from the ledger, the markets of this process or as published, and the queue. */
export const startLiveView = (parts: ViewParts): LiveView => {
  const { clock, ledger, market, instruments, portfolios, regimes, feeds, history } = parts
  const listeners = new Set<(update: LiveUpdate) => void>()
  const latest = new Map<string, DecisionRecord>()
  const publish = (update: LiveUpdate): void => {
    for (const listener of listeners) listener(update)
  }
  const lastOf = async (id: string, sequence: number): Promise<DecisionRecord | undefined> => {
    const kept = latest.get(id)
    return kept?.sequence === sequence ? kept : sequence > 0 ? ledger.decision(id, sequence) : undefined
  }
  const itemFor = async (settings: PortfolioSettings): Promise<Portfolio> => {
    const view = await ledger.portfolio(settings.id)
    return portfolioItem(
      settings,
      view,
      await lastOf(settings.id, view.state.sequence),
      await market(settings.instrument),
    )
  }
  const status = async () => ({
    version,
    now: clock.now(),
    clock: parts.clockKind,
    startedAt: parts.startedAt,
    killSwitch: await killSwitchOf(ledger),
    queue: await parts.queue(),
  })
  const refusals = async (portfolio: string, page: Page): Promise<Items<RefusedDecision>> => {
    const found: RefusedDecision[] = []
    let { before } = page
    for (let read = 0; read < searched && found.length < page.limit;) {
      const rows = await ledger.decisions(portfolio, { limit: 100, before })
      for (const row of rows)
        if (row.kind === 'refused' && found.length < page.limit) {
          const record = await ledger.decision(portfolio, row.sequence)
          if (record !== undefined) found.push(refusalsOf(record))
        }
      read += rows.length
      before = rows.at(-1)?.sequence
      if (rows.length < 100) break
    }
    return paged(found, page, ({ sequence }) => sequence)
  }
  return {
    now: () => clock.now(),
    status,
    queue: parts.queue,
    models: () => Promise.resolve(parts.models()),
    markets: async () =>
      (await Promise.all(instruments.map(market))).flatMap((state) =>
        state === undefined ? [] : [marketItem(state, regimes(state.instrument), feeds.of(state.instrument))],
      ),
    surface: (instrument) => {
      for (const name of [instrument, chainInstrument(instrument)]) {
        const reading = parts.surface(name)
        if (reading !== undefined) return surfaceItem(name, reading, clock.now())
      }
      return undefined
    },
    marketHistory: history.marketHistory,
    portfolios: () => Promise.all(portfolios.map(itemFor)),
    portfolio: async (id) => {
      const settings = portfolios.find((own) => own.id === id)
      return settings && { ...(await itemFor(settings)), settings }
    },
    portfolioHistory: history.portfolioHistory,
    decisions: async (portfolio, page) =>
      paged((await ledger.decisions(portfolio, page)).map(itemOf), page, ({ sequence }) => sequence),
    decision: async (portfolio, sequence) => {
      const record = await ledger.decision(portfolio, sequence)
      return (
        record && {
          ...itemOf(record),
          inputs: record.inputs,
          outputs: record.outputs,
          explanation: await parts.explain(record),
        }
      )
    },
    refusals,
    intents: async (portfolio, page) => paged(await ledger.intents(portfolio, page), page, ({ sequence }) => sequence),
    fills: async (portfolio, { limit, before }) => {
      const found: FillItem[] = []
      let next = before ?? (await ledger.portfolio(portfolio)).book.entries + 1
      for (let read = 0; read < searched && found.length < limit && next > 1;) {
        const entries = await ledger.entries(portfolio, { limit: 100, before: next })
        for (const entry of entries) {
          next--
          read++
          if (entry.kind === 'fill') found.push({ portfolio, ...entry })
          if (found.length === limit) break
        }
        if (entries.length === 0) break
      }
      return { items: found, ...(next > 1 && { before: next }) }
    },
    entries: async (portfolio, page) => ({ items: await ledger.entries(portfolio, page) }),
    alerts: ({ limit }) => Promise.resolve({ items: parts.alerts().slice(0, limit) }),
    actions: async (page) => ({ items: await ledger.actions(page) }),
    subscribe: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },

    marketMoved: (state) => {
      const point = marketPoint(state)
      history.market(state.instrument, point)
      if (listeners.size === 0) return
      publish({
        kind: 'market',
        market: marketItem(state, regimes(state.instrument), feeds.of(state.instrument)),
        point,
      })
    },
    decided: async (settings, record) => {
      latest.set(settings.id, record)
      const point = decisionPoint(record)
      history.portfolio(settings.id, point)
      if (listeners.size === 0) return
      publish({ kind: 'decision', decision: itemOf(record) })
      if (record.kind === 'refused') publish({ kind: 'refusal', refusal: refusalsOf(record) })
      publish({ kind: 'portfolio', portfolio: await itemFor(settings), point })
    },
    alerted: (alert) => publish({ kind: 'alert', alert }),
    publish,
    portfolioChanged: async (id) => {
      const settings = portfolios.find((own) => own.id === id)
      if (settings !== undefined && listeners.size > 0)
        publish({ kind: 'portfolio', portfolio: await itemFor(settings) })
    },
    statusChanged: async () => {
      if (listeners.size > 0) publish({ kind: 'status', status: await status() })
    },
  }
}
