import fc from 'fast-check'
import { SECOND, type Gap, type Quote, type Trade } from '../../../src/core/market/event'
import { emptyBlock, EventKind, type EventBlock } from '../../../src/core/market/event-block'

export type FeedEvent = Trade | Quote | Gap

export const aTrade = (seconds: number, price: number, size = 1, aggressor?: 'buy' | 'sell'): Trade => ({
  kind: 'trade',
  timestamp: seconds * SECOND,
  localTimestamp: seconds * SECOND,
  price,
  size,
  aggressor,
})

/** `sizes` are those of bid and ask. */
export const aQuote = (
  seconds: number,
  bid: number,
  ask: number,
  sizes: readonly [number, number] = [1, 1],
): Quote => ({
  kind: 'quote',
  timestamp: seconds * SECOND,
  localTimestamp: seconds * SECOND,
  bid,
  bidSize: sizes[0],
  ask,
  askSize: sizes[1],
})

export const aGap = (seconds: number): Gap => ({ kind: 'gap', timestamp: seconds * SECOND, reason: 'disconnect' })

export const blockOf = (events: readonly FeedEvent[]): EventBlock => {
  const block = emptyBlock(events.length)
  events.forEach((event, i) => {
    block.kind[i] = EventKind[event.kind]
    block.timestamp[i] = event.timestamp
    if (event.kind === 'trade') {
      block.price[i] = event.price
      block.size[i] = event.size
      block.side[i] = event.aggressor === undefined ? 0 : event.aggressor === 'buy' ? 1 : -1
    } else if (event.kind === 'quote') {
      block.bid[i] = event.bid
      block.bidSize[i] = event.bidSize
      block.ask[i] = event.ask
      block.askSize[i] = event.askSize
    }
  })
  return block
}

const price = fc.integer({ min: 9_900, max: 10_100 }).map((cents) => cents / 100)
const size = fc.integer({ min: 0, max: 50 })

/** A step in time, mostly seconds, now and then minutes or hours, and what happens after it. */
const step = fc.record({
  wait: fc.oneof(
    { weight: 12, arbitrary: fc.nat({ max: 20_000_000 }) },
    { weight: 2, arbitrary: fc.nat({ max: 400_000_000 }) },
    { weight: 1, arbitrary: fc.nat({ max: 10_000_000_000 }) },
  ),
  event: fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('trade' as const),
        price,
        size,
        aggressor: fc.constantFrom('buy' as const, 'sell' as const, undefined),
      }),
    },
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('quote' as const),
        bid: price,
        spread: fc.integer({ min: 1, max: 9 }),
        bidSize: size,
        askSize: size,
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('gap' as const) }) },
  ),
})

/** Legal feeds in time order, from a day in 2024. */
export const feed: fc.Arbitrary<FeedEvent[]> = fc.array(step, { maxLength: 120 }).map((steps) => {
  let timestamp = 1_704_290_400 * SECOND
  return steps.map(({ wait, event }): FeedEvent => {
    timestamp += wait
    const stamps = { timestamp, localTimestamp: timestamp }
    if (event.kind === 'gap') return { kind: 'gap', timestamp, reason: 'sequence' }
    if (event.kind === 'trade') return { ...event, ...stamps }
    const { bid, spread, bidSize, askSize } = event
    return { kind: 'quote', bid, bidSize, ask: bid + spread / 100, askSize, ...stamps }
  })
})
