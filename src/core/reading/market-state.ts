import type { Timestamp } from '../market/event'
import type { FundingRate, FundingRule } from '../market/funding'
import type { FittedSurface } from '../surface/option-quote'
import type { VolPoint } from '../pricing/term-vol'
import type { BreakerStatus } from './breaker'
import type { CarriedReason } from './chain-surface'
import type { TrustFigures } from './trust-rule'

/** Ids of the models that made the forecasts. */
export type ModelVersions = { readonly forecaster: string; readonly classifier: string; readonly policy: string }

/** Whether the models are trusted; `baseline` holds all objections to them. */
export type Trust = { readonly kind: 'models' } | { readonly kind: 'baseline'; readonly reasons: readonly string[] }

/**
 * What decisions see of a surface: its time, expiries, quotes, the share that it lies inside of, why it is carried, and
 * the surface itself as it was fitted, which is absent from states of older versions.
 */
export type SurfaceState = {
  readonly time: Timestamp
  readonly expiries: number
  readonly quotes: number
  readonly inside: number
  readonly carried: CarriedReason | undefined
  readonly fitted?: FittedSurface | undefined
}

/**
 * The market of one instrument after some number of its events: plain data, the same again from the same events.
 */
export type MarketState = {
  /** `venue/symbol`. */
  readonly instrument: string
  /** Events folded so far. */
  readonly events: number
  /** Arrival of the last one, and the venue's own time. */
  readonly time: Timestamp
  readonly venueTime: Timestamp
  /** Mid where there is a quote, else the last trade. */
  readonly spot: number
  /**
   * The last prices of up to eight recent minutes that had any, by the venue's time, oldest first; a minute ends with
   * its full minute included, so that the last price before an expiry at a full minute is among them for eight minutes,
   * and through a gap of any length. Absent from states of older versions.
   */
  readonly lastPrices?: readonly { readonly at: Timestamp; readonly price: number }[] | undefined
  readonly bid: number | undefined
  readonly ask: number | undefined
  readonly bidSize: number | undefined
  readonly askSize: number | undefined
  /** Since when the record is broken; undefined while it is whole. */
  readonly gapSince: Timestamp | undefined
  /** Flash-crash breaker of this market, folded over every price and spread (`startBreaker`). */
  readonly breaker?: BreakerStatus | undefined
  /**
   * The run of a feed that this state belongs to: `events` are counted from its start, and the ledger holds the state
   * it started from.
   */
  readonly run?: string | undefined
  /** Close of the last decision bar and how many there were; all below is as of that close. */
  readonly barTime: Timestamp | undefined
  readonly bars: number
  /** Probability of each regime; empty before the features are warm. */
  readonly posterior: readonly number[]
  /** Regime called, with hysteresis. */
  readonly regime: number | undefined
  /**
   * Average annual volatility by maturity, years rising; a baseline's while the models are not warm or not trusted,
   * empty before the first.
   */
  readonly volatility: readonly VolPoint[]
  /**
   * The volatility at which books are marked, as `volatility`: implied where the feed has it, else log-HAR's, else a
   * baseline's. Absent from states of older versions.
   */
  readonly mark?: readonly VolPoint[] | undefined
  /** Annual volatility of the next bars, over the shortest horizon; undefined while `volatility` is empty. */
  readonly nowVol?: number | undefined
  /** Share of recent variance that came by jumps, in [0, 1]; 0 where the models do not read it. */
  readonly jumpShare?: number | undefined
  /**
   * Interval of realized volatility, one a point of `volatility`, where the forecaster gives one; `coverage` in (0, 1)
   * is absent from states of older versions.
   */
  readonly interval: readonly {
    readonly years: number
    readonly low: number
    readonly high: number
    readonly coverage?: number | undefined
  }[]
  /** Annual volatility realized over the last trading day, fewer bars at the start. */
  readonly realizedVol: number | undefined
  readonly toxicityPercentile: number | undefined
  /** Time-weighted mean of (ask − bid) / mid over the last decision bar; undefined where it had no quote. */
  readonly relativeSpread?: number | undefined
  /** At-the-money implied volatility and funding rate in force at the last bar's close, where the feed has them. */
  readonly impliedVol?: number | undefined
  readonly fundingRate?: number | undefined
  /**
   * Of a perpetual: how its venue charges funding, and the last eight that are over, oldest first, as its tickers tell.
   * Absent for all else.
   */
  readonly funding?: { readonly rule: FundingRule; readonly rates: readonly FundingRate[] } | undefined
  /** The last good surface of the market's options: see `SurfaceReading`. Absent where it has none. */
  readonly surface?: SurfaceState | undefined
  readonly models: ModelVersions | undefined
  readonly trust: Trust
  /** The figures that they are judged by; undefined without models or before they are warm. */
  readonly trustFigures?: TrustFigures | undefined
}

/** The volatility by maturity that a book is valued at: implied where the feed has it, else the forecast. */
export const bookVolatility = ({
  impliedVol,
  mark,
  volatility,
}: Pick<MarketState, 'impliedVol' | 'mark' | 'volatility'>): readonly VolPoint[] =>
  impliedVol === undefined || mark === undefined || mark.length === 0 ? volatility : mark
