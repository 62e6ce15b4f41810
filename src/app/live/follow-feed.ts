import type { Market, MarketChange } from '../../core/market/state/market'
import type { MarketState } from '../../core/market/state/market-state'
import type { Timestamp } from '../../core/market/event'
import type { Breaker } from '../../core/risk/breaker/start-breaker'
import type { FeedItem, MarketFeed } from '../../ports/market-feed'

type FeedStatus = Extract<FeedItem, { kind: 'status' }>

/** The market of one instrument as it is followed live. */
export type LiveMarket = {
  readonly instrument: string
  readonly market: Market
  readonly breaker: Breaker
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
export const stateOf = ({ market, breaker }: LiveMarket): MarketState | undefined => {
  const state = market.state()
  return state && { ...state, breaker: breaker.status() }
}

const stepBreaker = ({ market, breaker }: LiveMarket): void => {
  const state = market.state()
  if (state === undefined) return
  const { time, spot, bid, ask } = state
  breaker.step(time, spot, bid === undefined || ask === undefined ? undefined : (ask - bid) / spot)
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
    const instrument = `${item.instrument.venue}/${item.instrument.symbol}`
    const live = markets.get(instrument)
    if (live === undefined) continue
    const change = live.market.apply(item.event)
    if (change.kind === 'refused') {
      refused(instrument, change.reason, live.market.state()?.time ?? 0)
      continue
    }
    if (change.kind === 'none') continue
    stepBreaker(live)
    const pending = moved(live, change)
    if (pending !== undefined) await pending
  }
}
