import type { Clock } from '../../ports/clock'
import type { MarketFeed } from '../../ports/market-feed'
import { deribitSource, type DeribitSettings } from './deribit/deribit-source'
import { openReplay, type ReplaySettings } from './replay/replay-feed'
import { supervise, type Supervision } from './supervise'
import { tardisSource, type TardisSettings } from './tardis/tardis-source'

export { deribitSource, openReplay, supervise }
export { deribitDelivery } from './deribit/delivery-prices'
export { openLoop } from './replay/looped-replay'
export type { FeedRefusal } from './source'
export type { TardisExchange } from './tardis/tardis-source'

/** Where market data comes from: a recording, or a venue. */
export type FeedSettings =
  | ({ readonly kind: 'replay' } & ReplaySettings)
  | ({ readonly kind: 'deribit' } & DeribitSettings & Supervision)
  | ({ readonly kind: 'tardis' } & TardisSettings & Supervision)

/** A feed and the clock that stamps its events: the replay's own, or the one given. */
export type OpenFeed = { readonly feed: MarketFeed; readonly clock: Clock }

/** Opens a feed; a venue is connected to when its items are first asked for. Throws as `openReplay` does. */
export const openFeed = async (settings: FeedSettings): Promise<OpenFeed> => {
  if (settings.kind === 'replay') {
    const feed = await openReplay(settings)
    return { feed, clock: feed.clock }
  }
  const source = settings.kind === 'deribit' ? deribitSource(settings) : tardisSource(settings)
  return { feed: supervise(source, settings), clock: settings.clock }
}
