import type { Timestamp } from '../../../core/market/event'
import type { PortfolioMode } from '../../../core/portfolio/portfolio'
import type { OperatorAction, Page } from '../../../ports/ledger'
import type { MarketHistory, MarketPoint, PortfolioHistory, PortfolioPoint } from './schema/history'
import type { DecisionDetail, DecisionItem, FillItem, IntentItem, RefusedDecision } from './schema/ledger'
import type { InstrumentView, Model, SurfaceItem } from './schema/market'
import type { Portfolio, PortfolioDetail } from './schema/portfolio'
import type { ActionItem, AlertItem, QueueStatus, Readiness, Status } from './schema/status'

/** A change, as viewers receive it. */
export type LiveUpdate =
  | { readonly kind: 'status'; readonly status: Status }
  | { readonly kind: 'market'; readonly market: InstrumentView; readonly point?: MarketPoint | undefined }
  | { readonly kind: 'portfolio'; readonly portfolio: Portfolio; readonly point?: PortfolioPoint | undefined }
  | { readonly kind: 'decision'; readonly decision: DecisionItem }
  | { readonly kind: 'refusal'; readonly refusal: RefusedDecision }
  | { readonly kind: 'intent'; readonly intent: IntentItem }
  | { readonly kind: 'fill'; readonly fill: FillItem }
  | { readonly kind: 'alert'; readonly alert: AlertItem }

/** An entry of the ledger with the number that pages count by. */
export type EntryItem = { readonly kind: string; readonly source: string; readonly at: Timestamp }

/** A page of a list, newest first; `before` where there is more. */
export type Items<T> = { readonly items: readonly T[]; readonly before?: number | undefined }

/**
 * The data behind the page and the API: plain values without secrets, and updates as they happen. Missing items are
 * undefined or an empty list; 'unavailable' is thrown while the ledger, queue or market store does not answer.
 */
export type ServiceView = {
  readonly now: () => Timestamp
  readonly status: () => Promise<Status>
  readonly readiness: () => Promise<Readiness>
  readonly queue: () => Promise<QueueStatus>
  readonly models: () => Promise<readonly Model[]>

  readonly markets: () => Promise<readonly InstrumentView[]>
  /** Of its own options or, where it has none, of the chain that is named after it. */
  readonly surface: (instrument: string) => SurfaceItem | undefined
  readonly marketHistory: (instrument: string) => MarketHistory | undefined

  readonly portfolios: () => Promise<readonly Portfolio[]>
  readonly portfolio: (id: string) => Promise<PortfolioDetail | undefined>
  readonly portfolioHistory: (id: string) => PortfolioHistory | undefined

  readonly decisions: (portfolio: string, page: Page) => Promise<Items<DecisionItem>>
  readonly decision: (portfolio: string, sequence: number) => Promise<DecisionDetail | undefined>
  readonly refusals: (portfolio: string, page: Page) => Promise<Items<RefusedDecision>>
  readonly intents: (portfolio: string, page: Page) => Promise<Items<IntentItem>>
  readonly fills: (portfolio: string, page: Page) => Promise<Items<FillItem>>
  readonly entries: (portfolio: string, page: Page) => Promise<Items<EntryItem>>

  readonly alerts: (page: Page) => Promise<Items<AlertItem>>
  readonly actions: (page: Page) => Promise<Items<ActionItem>>

  /** Calls the listener with every change until the returned function is called. */
  readonly subscribe: (listener: (update: LiveUpdate) => void) => () => void
}

/**
 * The actions of an operator. Each is durable when it resolves. The service calls `audit` before any of the others, so
 * that every action is recorded first; where it rejects, nothing is done.
 */
export type ServiceActions = {
  readonly audit: (action: OperatorAction) => Promise<void>
  readonly setKillSwitch: (engaged: boolean, reason: string, actor: string) => Promise<void>
  /** 'usage' for a portfolio that is not there. */
  readonly setMode: (portfolio: string, mode: PortfolioMode, reason: string, actor: string) => Promise<void>
  /** Evaluates at once, or right after the evaluation that runs. */
  readonly evaluateNow: (portfolio: string, actor: string) => Promise<void>
}
