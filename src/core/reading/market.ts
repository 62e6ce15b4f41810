import type { Bar } from '../market/bar'
import type { FeedEvent } from '../market/event'
import type { Instrument } from '../market/instrument'
import type { VolPoint } from '../pricing/term-vol'
import type { SurfaceReading } from './chain-surface'
import type { MarketGrid, MarketModels } from './market-models'
import type { MarketState, Trust } from './market-state'
import type { TrustFigures, TrustRule } from './trust-rule'

/** The reading of a decision bar at its close. */
export type BarReading = {
  readonly bar: Bar
  /** The models' feature row; undefined without models and before every feature is warm. */
  readonly row: Float64Array | undefined
  readonly posterior: readonly number[]
  readonly regime: number | undefined
  readonly volatility: readonly VolPoint[]
  readonly mark: readonly VolPoint[]
  readonly nowVol: number | undefined
  readonly jumpShare: number
  readonly interval: readonly { readonly years: number; readonly low: number; readonly high: number }[]
  readonly realizedVol: number | undefined
  readonly toxicityPercentile: number | undefined
  readonly trust: Trust
  /** The figures that the models are judged by; undefined without models or before they are warm. */
  readonly trustFigures: TrustFigures | undefined
}

/** How an event changed a market. */
export type MarketChange =
  /** Nothing that makes an evaluation due. */
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
  /** What it is, which tells what the amounts of its events count; where absent they are taken as units of the base. */
  readonly facts?: Instrument | undefined
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
  /** Reads finished decision bars, all before the first event: for the warm-up of a market without recorded ticks. */
  readonly warmUp: (bars: readonly Bar[]) => void
  /** The surface of its options as of the last event; undefined where none could be fitted yet. Changes nothing. */
  readonly surface: () => SurfaceReading | undefined
  /** The last decision bars that a reading depends on, oldest first. */
  readonly past: () => readonly Bar[]
  /** Events folded so far: as in the state, without making one. */
  readonly events: () => number
  /** Undefined before the first price. The same object until something is folded. */
  readonly state: () => MarketState | undefined
  /**
   * Puts other models into service between two bars: their past is read from the bars that were kept.
   * Throws 'model-refused', changing nothing, where they decide on other bars.
   */
  readonly useModels: (models: MarketModels) => void
}
