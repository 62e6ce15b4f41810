import type { FeedEvent, Timestamp } from '../../../core/market/event'
import type { FeedItem } from '../../../ports/market-feed'
import { openReplay, type ReplayFeed, type ReplaySettings } from './replay-feed'

const later = (event: FeedEvent, by: Timestamp): FeedEvent => {
  const timestamp = event.timestamp + by
  if (event.kind === 'gap') return { ...event, timestamp }
  const localTimestamp = event.localTimestamp + by
  if (event.kind === 'option-summary') return { ...event, timestamp, localTimestamp, expiry: event.expiry + by }
  if (event.kind === 'derivative-ticker' && event.fundingTime !== undefined)
    return { ...event, timestamp, localTimestamp, fundingTime: event.fundingTime + by }
  return { ...event, timestamp, localTimestamp }
}

const shiftItem = (item: FeedItem, by: Timestamp): FeedItem =>
  item.kind === 'status' ? { ...item, at: item.at + by } : { ...item, event: later(item.event, by) }

/**
 * A replay with all its times, and its clock, moved later, so that a ledger that has decided on it once can do so
 * again; whole weeks keep its days and hours.
 */
const shiftFeed = (feed: ReplayFeed, by: Timestamp): ReplayFeed => ({
  ...feed,
  clock: { now: () => feed.clock.now() + by },
  items: async function* () {
    for await (const item of feed.items()) yield shiftItem(item, by)
  },
})

const WEEK = 7 * 86_400_000_000

export type LoopSettings = Omit<ReplaySettings, 'from' | 'to'> & {
  /** Span of arrival that is repeated, inclusive and exclusive. */
  readonly from: Timestamp
  readonly to: Timestamp
  /**
   * Last time that an earlier start reached, on the clock of the loop; undefined at the first start. The loop continues
   * after it.
   */
  readonly after?: Timestamp | undefined
}

/** `begins`: where the first pass begins, in the recording's own time. */
export type LoopFeed = ReplayFeed & { readonly begins: Timestamp }

/** Fewest whole weeks after which the span begins later than a time. */
const weeksBeyond = ({ from }: LoopSettings, time: Timestamp): Timestamp =>
  Math.max(0, Math.ceil((time + 1 - from) / WEEK)) * WEEK

/** Whether a recording has arrivals in what is left of its span after a time. */
const hasMore = async ({ reader, instruments, to }: LoopSettings, time: Timestamp): Promise<boolean> => {
  if (time + 1 >= to) return false
  for (const instrument of instruments)
    for await (const events of reader.arrivals(instrument, { from: time + 1, to })) if (events.length > 0) return true
  return false
}

/**
 * A recording repeated without end, each pass whole weeks later, so that time never goes back and days and hours stay;
 * it continues where it stopped. A gap announces each new pass. Ends only when closed. Throws as `openReplay`.
 */
export const openLoop = async (settings: LoopSettings): Promise<LoopFeed> => {
  const { from, to, after } = settings
  let by = after === undefined || (await hasMore(settings, after)) ? 0 : weeksBeyond(settings, after)
  const begin = (start: Timestamp): Promise<ReplayFeed> =>
    openReplay({ ...settings, from: start, to }).then((feed) => shiftFeed(feed, by))
  const begins = after === undefined ? from : Math.max(from, after + 1 - by)
  let pass = await begin(begins)
  let isClosed = false
  const items = async function* (): AsyncGenerator<FeedItem> {
    for (;;) {
      for await (const item of pass.items())
        if (isClosed || item.kind !== 'status' || item.status !== 'ended') yield item
      if (isClosed) return
      const ended = pass.clock.now()
      by = weeksBeyond(settings, ended)
      pass = await begin(from)
      if (isClosed) return void (await pass.close())
      for (const instrument of settings.instruments)
        yield { kind: 'event', instrument, event: { kind: 'gap', timestamp: ended + 1, reason: 'session-end' } }
    }
  }
  return {
    name: 'replay',
    begins,
    instruments: settings.instruments,
    clock: { now: () => pass.clock.now() },
    items,
    close: async () => {
      isClosed = true
      await pass.close()
    },
  }
}
