import type { DecisionOutputs } from '../../core/decision/decide'
import type { HedgingPolicy } from '../../core/decision/hedging-policy'
import type { PortfolioSettings } from '../../core/decision/settings'
import type { SolveQuadraticProgram } from '../../core/hedging/greeks/quadratic-program'
import type { Timestamp } from '../../core/market/event'
import type { FundingRate } from '../../core/market/funding'
import type { Delivery } from '../../core/portfolio/settle-expired'
import type { BarReading, MarketChange } from '../../core/reading/market'
import type { MarketState, ModelVersions } from '../../core/reading/market-state'
import type { Rng } from '../../core/rng'
import type { Alert } from '../../ports/alert-sink'
import type { Clock } from '../../ports/clock'
import type { DecisionRecord, EvaluationTrigger, Ledger } from '../../ports/ledger'
import type { FeedItem, MarketFeed } from '../../ports/market-feed'
import type { Venue } from '../../ports/venue'
import type { Log } from '../log'
import type { LiveMarket } from './live-market'
import type { DeskTimes } from './orders/order-desk-parts'

export type EventItem = Extract<FeedItem, { kind: 'event' }>
export type StatusItem = Extract<FeedItem, { kind: 'status' }>

/** A feed with the markets of its instruments, by name. */
export type EngineFeed = {
  readonly name: string
  readonly feed: Pick<MarketFeed, 'items'>
  readonly markets: ReadonlyMap<string, LiveMarket>
  /** Whether the next item waits for what an event sets off: a recording does, a live market does not. */
  readonly waits: boolean
}

/** What became of an evaluation. `dueAt`: when the portfolio is to be evaluated next. */
export type EvaluationResult =
  | {
      readonly kind: 'decided'
      readonly record: DecisionRecord
      readonly outputs: DecisionOutputs
      readonly dueAt: Timestamp
    }
  | { readonly kind: 'not-due'; readonly dueAt: Timestamp }
  /**
   * No decision was made: the outcome of an order is not known, there is no market, or another process decided first.
   */
  | {
      readonly kind: 'postponed'
      readonly reason: 'open-intents' | 'no-market' | 'stale' | 'unreconciled'
      readonly dueAt: Timestamp
    }

/** How an evaluation went. `result` is undefined where it failed. */
export type EvaluationTiming = {
  readonly settings: PortfolioSettings
  readonly trigger: EvaluationTrigger
  readonly result: EvaluationResult | undefined
  /** Seconds from the start to the end. */
  readonly duration: number
  /** Seconds from when it was due to the start, for one that had been planned here. */
  readonly lateness: number | undefined
}

/** Callbacks for what happens in the engine; each may be absent. */
export type EngineObserver = {
  /** Every item of a feed as it arrives, before it is folded. */
  readonly arrived: (item: FeedItem) => void
  readonly feedStatus: (feed: EngineFeed, status: StatusItem) => void
  /** A feed threw; the others go on. Where absent, following the feeds throws. */
  readonly feedFailed: (feed: EngineFeed, error: unknown) => void
  /** A market left an event out. */
  readonly refused: (feed: EngineFeed, instrument: string, reason: string) => void
  /** The prices of a market stay far from those before, the last of which is given. */
  readonly levelChanged: (feed: EngineFeed, instrument: string, change: { at: Timestamp; from: number }) => void
  /** An event was folded, or refused. Awaited where the feed waits. */
  readonly folded: (live: LiveMarket, change: MarketChange) => Promise<void> | undefined
  readonly barsClosed: (live: LiveMarket, readings: readonly BarReading[]) => void
  /** A decision is in the ledger; its orders are not sent yet. */
  readonly decided: (settings: PortfolioSettings, record: DecisionRecord) => void
  /** A portfolio's orders were sent and followed; awaited. */
  readonly executed: (portfolio: string) => Promise<void>
  /** An evaluation ended. */
  readonly evaluated: (timing: EvaluationTiming) => void
}

/**
 * Where the scheduled evaluations come from: a queue, in which `pullForward` makes a portfolio due at once; or the
 * time of the events themselves, where every portfolio is evaluated with the first event at or past its time, and open
 * orders go on with every event.
 */
export type Schedule =
  { readonly kind: 'queue'; readonly pullForward: (portfolio: string) => Promise<void> } | { readonly kind: 'events' }

/** Everything that an engine is built from. Verification passes no portfolios and no venues: it folds markets alone. */
export type EngineParts = {
  readonly feeds: readonly EngineFeed[]
  readonly portfolios: readonly PortfolioSettings[]
  readonly ledger: Ledger
  readonly venues: readonly Venue[]
  readonly clock: Clock
  /** Seconds of the clock in a real one: 1 live. */
  readonly speed: number
  readonly schedule: Schedule
  /** State of a market, followed here or in another process. */
  readonly market: (instrument: string) => Promise<MarketState | undefined>
  /** The policy that belongs to what made a market's forecasts; undefined where there is none. */
  readonly policy: (madeBy: ModelVersions | undefined) => Promise<HedgingPolicy | undefined>
  /** The delivery price of an instrument at an expiry; where absent nobody gives any. Rejects with `unavailable`. */
  readonly delivery?: ((instrument: string, expiry: Timestamp) => Promise<Delivery>) | undefined
  /**
   * The fundings that the venue of a perpetual has published from a time on, exclusive; where absent, and where it
   * gives undefined, its tickers alone tell. Rejects with `unavailable`.
   */
  readonly funding?: ((instrument: string, after: Timestamp) => Promise<readonly FundingRate[] | undefined>) | undefined
  readonly solve: SolveQuadraticProgram
  /** Of the pauses between two queries to a venue. */
  readonly rng: Rng
  readonly log: Log
  readonly alert: (alert: Alert) => void
  readonly observe?: Partial<EngineObserver> | undefined
  /** Times of the order desk that are not the default ones, real milliseconds; ages are scaled to the clock. */
  readonly times?: Partial<DeskTimes> | undefined
  /** Waits between two queries to a venue; the system's timer where absent. */
  readonly pause?: ((ms: number) => Promise<void>) | undefined
}
