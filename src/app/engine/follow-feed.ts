import { instrumentName } from '../../core/market/instrument'
import type { Bar } from '../../core/market/bar'
import type { Market, MarketChange } from '../../core/reading/market'
import type { MarketState } from '../../core/reading/market-state'
import type { FeedEvent, Timestamp } from '../../core/market/event'
import { startBreaker, type Breaker, type BreakerLimits, type BreakerStatus } from '../../core/reading/breaker'
import type { FeedItem, MarketFeed } from '../../ports/market-feed'
import type { MarketModels } from '../../core/reading/market-models'
import { startMarket } from '../../core/reading/start-market'
import { startTrust } from '../../core/reading/trust/start-trust'
import type { TrustLimits } from '../../core/reading/trust/trust-limits'

/** By what a followed market is judged: its feed's part of the configuration. */
export type MarketLimits = { readonly breaker: BreakerLimits; readonly trust: TrustLimits }

/**
 * Starts the market of an instrument as the service runs it: its models judged by the limits of trust, with a breaker
 * of its own, as an earlier run left it.
 */
export const startLiveMarket = (
  instrument: string,
  models: MarketModels | undefined,
  { breaker, trust }: MarketLimits,
  left?: BreakerStatus,
): LiveMarket => ({
  instrument,
  market: startMarket({ instrument, models, trust: (judged) => startTrust(trust, judged) }),
  breaker: startBreaker(breaker, left),
})

type FeedStatus = Extract<FeedItem, { kind: 'status' }>

/** The market of one instrument as it is followed live. */
export type LiveMarket = {
  readonly instrument: string
  readonly market: Market
  readonly breaker: Breaker
  /** As the ledger knows the following of the feed, `MarketRun`. */
  readonly run?: string | undefined
}

/** Who is told what happens on a feed. A promise that is returned is awaited before the next item is taken. */
export type FeedObserver = {
  /** The spot of an instrument moved, or its bars closed. */
  readonly moved: (live: LiveMarket, change: MarketChange) => Promise<void> | undefined
  readonly refused: (instrument: string, reason: string, at: Timestamp) => void
  readonly status: (status: FeedStatus) => void
  /** Every item as it arrived, before anything is made of it: for a recorder. */
  readonly item: (item: FeedItem) => void
}

/** The state of a followed market, with its breaker; undefined before the first price. */
export const stateOf = ({ market, breaker, run }: LiveMarket): MarketState | undefined => {
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
 * Steps a breaker over finished bars, where nothing finer is known: each as its lowest, highest and last price at its
 * close.
 */
export const stepBreakerOver = ({ breaker }: LiveMarket, bars: readonly Bar[]): void => {
  for (const { timestamp, low, high, close } of bars)
    for (const price of [low, high, close]) breaker.step(timestamp, price)
}

/** Folds an event into a market and its breaker: the one way to do it, live and when it is done again. */
export const foldEvent = (live: LiveMarket, event: FeedEvent): MarketChange => {
  const change = live.market.apply(event)
  if (change.kind !== 'refused' && change.kind !== 'none') stepBreaker(live)
  return change
}

/** Takes a feed's items one by one into the markets of its instruments until it ends. */
export const followFeed = async (
  feed: MarketFeed,
  markets: ReadonlyMap<string, LiveMarket>,
  { moved, refused, status, item: told }: FeedObserver,
): Promise<void> => {
  for await (const item of feed.items()) {
    told(item)
    if (item.kind === 'status') {
      status(item)
      continue
    }
    const instrument = instrumentName(item.instrument)
    const live = markets.get(instrument)
    if (live === undefined) continue
    const change = foldEvent(live, item.event)
    if (change.kind === 'refused') {
      refused(instrument, change.reason, live.market.state()?.time ?? 0)
      continue
    }
    if (change.kind === 'none') continue
    const pending = moved(live, change)
    if (pending !== undefined) await pending
  }
}
