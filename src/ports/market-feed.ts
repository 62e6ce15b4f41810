import type { FeedEvent, Timestamp } from '../core/market/event'
import type { InstrumentId } from './recording-store'

export type { FeedEvent } from '../core/market/event'

export type FeedItem =
  | { readonly kind: 'event'; readonly instrument: InstrumentId; readonly event: FeedEvent }
  /** The state of the connection changed; a lost one also gives a gap event for each of its instruments. */
  | {
      readonly kind: 'status'
      readonly source: string
      readonly at: Timestamp
      readonly status: 'connecting' | 'connected' | 'disconnected' | 'stale' | 'ended'
      readonly reason?: string | undefined
    }

/**
 * Events of its instruments in the order of their arrival, `localTimestamp` rising strictly. It reconnects by itself,
 * with growing pauses; a gap before the next event announces that events were missed. Ends only when closed, or where
 * a replay is over.
 */
export type MarketFeed = {
  readonly name: string
  readonly instruments: readonly InstrumentId[]
  readonly items: () => AsyncIterable<FeedItem>
  readonly close: () => Promise<void>
}
