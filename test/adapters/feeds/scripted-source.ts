import type { FeedRefusal, FeedSource, Listener } from '../../../src/adapters/feeds/source'
import { supervise, type SupervisionLimits } from '../../../src/adapters/feeds/supervise'
import type { Quote, Trade } from '../../../src/core/market/event'
import { startRng } from '../../../src/core/rng'
import type { FeedItem, MarketFeed } from '../../../src/ports/market-feed'
import type { InstrumentId } from '../../../src/ports/recording-store'
import { startFakeTimers } from '../../support/fake-timers'

export const coin: InstrumentId = { venue: 'venue', symbol: 'COIN' }
export const other: InstrumentId = { venue: 'venue', symbol: 'OTHER' }

/** Venue time 0 is the fake clock's beginning. */
export const aTrade = (milliseconds: number, price = 100, size = 1): Trade => ({
  kind: 'trade',
  timestamp: 1_700_000_000_000_000 + milliseconds * 1000,
  localTimestamp: 0,
  price,
  size,
  aggressor: 'buy',
})

export const aQuote = (milliseconds: number, bid = 100, ask = bid + 1): Quote => ({
  kind: 'quote',
  timestamp: 1_700_000_000_000_000 + milliseconds * 1000,
  localTimestamp: 0,
  bid,
  bidSize: 1,
  ask,
  askSize: 1,
})

/** A venue that a test drives, under a supervisor in fake time. */
export const startScriptedFeed = (
  limits: Partial<SupervisionLimits> = {},
  instruments: readonly InstrumentId[] = [coin],
) => {
  const timers = startFakeTimers()
  const connections: { readonly listener: Listener; isClosed: boolean }[] = []
  const refusals: FeedRefusal[] = []
  const source: FeedSource = {
    name: 'scripted',
    instruments,
    connect: (listener) => {
      const connection = { listener, isClosed: false }
      connections.push(connection)
      return { close: () => void (connection.isClosed = true) }
    },
  }
  const feed = supervise(source, {
    ...{ clock: timers.clock, timers, rng: startRng(7), limits },
    onRefused: (refusal) => refusals.push(refusal),
  })
  return { timers, connections, refusals, feed, source, latest: () => connections[connections.length - 1].listener }
}

/** Takes so many items, one at a time. */
export const startTaking = (feed: MarketFeed) => {
  const iterator = feed.items()[Symbol.asyncIterator]()
  const taken: FeedItem[] = []
  const take = async (count = 1): Promise<readonly FeedItem[]> => {
    const from = taken.length
    while (taken.length < from + count) {
      const next = await iterator.next()
      if (next.done) break
      taken.push(next.value)
    }
    return taken.slice(from)
  }
  return { take, taken, stop: () => iterator.return?.() }
}

/** What an item is, in a word: its status, or the kind of its event. */
export const wordOf = (item: FeedItem): string => (item.kind === 'status' ? item.status : item.event.kind)

export const arrivals = (items: readonly FeedItem[]): readonly number[] =>
  items.map((item) =>
    item.kind === 'status' ? item.at : item.event.kind === 'gap' ? item.event.timestamp : item.event.localTimestamp,
  )
