import type { Bar } from '../../core/market/bar'
import type { FeedEvent } from '../../core/market/event'
import { instrumentNamed } from '../../core/market/instrument'
import { instrumentFacts } from '../../core/market/venues/instrument-facts'
import { startBreaker, type Breaker, type BreakerLimits, type BreakerStatus } from '../../core/reading/breaker'
import type { Market, MarketChange } from '../../core/reading/market'
import type { MarketModels } from '../../core/reading/market-models'
import type { MarketState } from '../../core/reading/market-state'
import { startMarket } from '../../core/reading/start-market'
import { startTrust } from '../../core/reading/trust/start-trust'
import type { TrustLimits } from '../../core/reading/trust/trust-limits'
import type { RecordingReader } from '../../ports/recording-store'

/** The limits that a followed market is judged by: its feed's part of the configuration. */
export type MarketLimits = { readonly breaker: BreakerLimits; readonly trust: TrustLimits }

/** The market of one instrument with its breaker. */
export type LiveMarket = {
  /** `venue/symbol`. */
  readonly instrument: string
  readonly market: Market
  readonly breaker: Breaker
  /** Name of the `MarketRun` that the market belongs to. */
  readonly run?: string | undefined
}

export type LiveMarketParts = {
  /** `venue/symbol`. */
  readonly instrument: string
  readonly models: MarketModels | undefined
  readonly limits: MarketLimits
  /** What tells what the instrument is: a recording, or its venue; the tables of venues without it. */
  readonly past: Pick<RecordingReader, 'instrument'> | undefined
  /** The breaker as an earlier run left it. */
  readonly left?: BreakerStatus | undefined
}

/** Starts the market of an instrument, its models judged by the limits of trust. */
export const startLiveMarket = ({ instrument, models, limits, past, left }: LiveMarketParts): LiveMarket => {
  const id = instrumentNamed(instrument)
  const facts = past === undefined ? instrumentFacts(id.venue, id.symbol) : past.instrument(id)
  return {
    instrument,
    market: startMarket({ instrument, facts, models, trust: (judged) => startTrust(limits.trust, judged) }),
    breaker: startBreaker(limits.breaker, left),
  }
}

/** The state of a market with that of its breaker; undefined before the first price. */
export const liveStateOf = ({ market, breaker, run }: LiveMarket): MarketState | undefined => {
  const state = market.state()
  return state && { ...state, breaker: breaker.status(), run }
}

const stepBreaker = ({ market, breaker }: LiveMarket): void => {
  const state = market.state()
  if (state === undefined) return
  const { time, spot, bid, ask } = state
  breaker.step(time, spot, bid === undefined || ask === undefined ? undefined : (ask - bid) / spot)
}

/**
 * Steps a breaker over finished bars where no events were recorded: each bar counts as its lowest, highest and last
 * price at its close.
 */
export const stepBreakerOver = ({ breaker }: LiveMarket, bars: readonly Bar[]): void => {
  for (const { timestamp, low, high, close } of bars)
    for (const price of [low, high, close]) breaker.step(timestamp, price)
}

/** Folds an event into a market and its breaker. The event has passed its feed's screen. */
export const foldEvent = (live: LiveMarket, event: FeedEvent): MarketChange => {
  const change = live.market.apply(event)
  if (change.kind !== 'refused' && change.kind !== 'none') stepBreaker(live)
  return change
}
