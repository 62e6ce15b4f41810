import type { Clock } from '../../ports/clock'
import type { MarketFeed } from '../../ports/market-feed'
import { deribitSource, type DeribitSettings } from './deribit/deribit-source'
import { openReplay, type ReplaySettings } from './replay/replay-feed'
import { supervise, type Supervision } from './supervise'

/** Where market data comes from: a recording, or a venue. */
export type FeedSettings =
  | ({ readonly kind: 'replay' } & ReplaySettings)
  | ({ readonly kind: 'deribit' } & DeribitSettings & Supervision)

/** A feed and the clock that its events are stamped by: the replay's own, or the one given. */
export type OpenFeed = { readonly feed: MarketFeed; readonly clock: Clock }

/** Opens a feed; a venue is connected to when its items are first asked for. Throws as `openReplay` does. */
export const openFeed = async (settings: FeedSettings): Promise<OpenFeed> => {
  if (settings.kind === 'replay') {
    const feed = await openReplay(settings)
    return { feed, clock: feed.clock }
  }
  return { feed: supervise(deribitSource(settings), settings), clock: settings.clock }
}
