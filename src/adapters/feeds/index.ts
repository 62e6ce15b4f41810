import type { Clock } from '../../ports/clock'
import type { MarketFeed } from '../../ports/market-feed'
import { chainSource, type ChainSettings } from './deribit/chain-source'
import { deribitSource, type DeribitSettings } from './deribit/deribit-source'
import { openReplay, type ReplaySettings } from './replay/replay-feed'
import type { FeedSource } from './source'
import { supervise, type Supervision } from './supervise'
import { tardisSource, type TardisSettings } from './tardis/tardis-source'

export { deribitSource, openReplay, supervise }
export { deribitInstruments } from './deribit/instruments'
export { publishedBy, type Published } from './published/published-by'
export { openLoop } from './replay/looped-replay'
export type { FeedRefusal } from './source'
export type { TardisExchange } from './tardis/tardis-source'

/** Where market data comes from: a recording, or a venue. */
export type FeedSettings =
  | ({ readonly kind: 'replay' } & ReplaySettings)
  | ({ readonly kind: 'deribit' } & DeribitSettings & Supervision)
  | ({ readonly kind: 'deribit-chain' } & Omit<ChainSettings, 'timers'> & Supervision)
  | ({ readonly kind: 'tardis' } & TardisSettings & Supervision)

/** A feed and the clock that stamps its events: the replay's own, or the one given. */
export type OpenFeed = { readonly feed: MarketFeed; readonly clock: Clock }

const sourceOf = (settings: Exclude<FeedSettings, { kind: 'replay' }>): FeedSource => {
  if (settings.kind === 'deribit') return deribitSource(settings)
  return settings.kind === 'deribit-chain' ? chainSource(settings) : tardisSource(settings)
}

/** Opens a feed; a venue is connected to when its items are first asked for. Throws as `openReplay` does. */
export const openFeed = async (settings: FeedSettings): Promise<OpenFeed> => {
  if (settings.kind === 'replay') {
    const feed = await openReplay(settings)
    return { feed, clock: feed.clock }
  }
  return { feed: supervise(sourceOf(settings), settings), clock: settings.clock }
}
