import type { Bar } from '../market/bar'
import type { FeedEvent } from '../market/event'
import type { BarReading } from './bar-reading'
import type { MarketGrid, MarketModels } from './market-models'
import type { MarketState } from './market-state'
import type { TrustRule } from './trust-rule'

/** What an event did to a market. */
export type MarketChange =
  /** Nothing that a portfolio would look at. */
  | { readonly kind: 'none' }
  /** The spot moved. */
  | { readonly kind: 'price' }
  | { readonly kind: 'gap' }
  /** Decision bars closed, oldest first; the spot may have moved as well. */
  | { readonly kind: 'bars'; readonly readings: readonly BarReading[] }
  /** The event was left out. */
  | { readonly kind: 'refused'; readonly reason: 'ahead-of-arrival' }

export type MarketOptions = {
  /** `venue/symbol`. */
  readonly instrument: string
  readonly models?: MarketModels | undefined
  /** Starts the rule that judges the models, anew for each version of them. */
  readonly trust?: ((models: MarketModels) => TrustRule) | undefined
  /** Without models; `minuteGrid` where absent. */
  readonly grid?: MarketGrid | undefined
}

/** The market of one instrument, a fold of its events; no clock, so that the same events give the same states. */
export type Market = {
  /** Folds an event, in the order of arrival. O(1) but at the close of a bar. */
  readonly apply: (event: FeedEvent) => MarketChange
  /** Reads finished decision bars, all before the first event: how a market is warmed up where no ticks were kept. */
  readonly warmUp: (bars: readonly Bar[]) => void
  /** The last decision bars that tell in a reading, oldest first. */
  readonly past: () => readonly Bar[]
  /** Undefined before the first price. The same object until something is folded. */
  readonly state: () => MarketState | undefined
  /**
   * Puts other models into service between two bars: what they need of the past is read from the bars that were kept.
   * Throws 'model-refused', changing nothing, where they decide on other bars.
   */
  readonly useModels: (models: MarketModels) => void
}
