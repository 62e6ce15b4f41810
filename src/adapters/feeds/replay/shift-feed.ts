import type { FeedEvent, Timestamp } from '../../../core/market/event'
import type { FeedItem } from '../../../ports/market-feed'
import type { ReplayFeed } from './replay-feed'

const later = (event: FeedEvent, by: Timestamp): FeedEvent => {
  const timestamp = event.timestamp + by
  if (event.kind === 'gap') return { ...event, timestamp }
  const localTimestamp = event.localTimestamp + by
  if (event.kind === 'option-summary') return { ...event, timestamp, localTimestamp, expiry: event.expiry + by }
  return { ...event, timestamp, localTimestamp }
}

const shiftItem = (item: FeedItem, by: Timestamp): FeedItem =>
  item.kind === 'status' ? { ...item, at: item.at + by } : { ...item, event: later(item.event, by) }

/**
 * A replay told as if it had happened later, clock and all, so that a ledger that has seen it once can see it again;
 * whole weeks keep its days and hours.
 */
export const shiftFeed = (feed: ReplayFeed, by: Timestamp): ReplayFeed => ({
  ...feed,
  clock: { now: () => feed.clock.now() + by },
  items: async function* () {
    for await (const item of feed.items()) yield shiftItem(item, by)
  },
})
