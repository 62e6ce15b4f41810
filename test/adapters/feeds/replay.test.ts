import { openReplay, type ReplaySettings } from '../../../src/adapters/feeds/replay/replay-feed'
import type { FeedEvent } from '../../../src/core/market/event'
import type { Channel, InstrumentId, RecordingDescription } from '../../../src/ports/recording-store'
import { startFakeTimers } from '../../support/fake-timers'
import { arrivals, coin, other, startTaking, wordOf } from './scripted-source'

const at = (milliseconds: number, price: number): FeedEvent => ({
  kind: 'trade',
  timestamp: milliseconds * 1000 - 500,
  localTimestamp: milliseconds * 1000,
  price,
  size: 1,
  aggressor: undefined,
})

/** A reader of two recorded instruments, in blocks of two. */
const readerOf = (
  recorded: Readonly<Record<string, readonly FeedEvent[]>>,
  channel: Channel = 'trades',
): ReplaySettings['reader'] => ({
  arrivals: async function* ({ symbol }: InstrumentId, { from = -Infinity, to = Infinity } = {}) {
    const events = (recorded[symbol] ?? []).filter((event) => {
      const time = event.kind === 'gap' ? event.timestamp : event.localTimestamp
      return time >= from && time < to
    })
    for (let i = 0; i < events.length; i += 2) yield await Promise.resolve(events.slice(i, i + 2))
  },
  describe: () => {
    const channels = [{ channel, rows: 3, from: 0, to: 900_000 }]
    const instruments = Object.keys(recorded).map((symbol) => ({ venue: coin.venue, symbol, channels }))
    return Promise.resolve({ instruments } as unknown as RecordingDescription)
  },
})

const twoCoins = readerOf({
  COIN: [at(0, 1), at(100, 2), { kind: 'gap', timestamp: 200_000, reason: 'sequence' }, at(900, 5)],
  OTHER: [at(100, 3), at(100, 4)],
})

const open = async (more: Partial<ReplaySettings> = {}) => {
  const timers = startFakeTimers()
  const feed = await openReplay({ reader: twoCoins, instruments: [coin, other], timers, ...more })
  return { timers, feed, ...startTaking(feed) }
}

describe('a replay', () => {
  test('merges what arrived of its instruments, a microsecond apart at least, and ends', async () => {
    const { taken, take } = await open()
    await take(100)
    expect(taken.map(wordOf)).toEqual(['connected', 'trade', 'trade', 'trade', 'trade', 'gap', 'trade', 'ended'])
    const prices = taken.map((item) => item.kind === 'event' && item.event.kind === 'trade' && item.event.price)
    expect(prices.filter((price) => price)).toEqual([1, 2, 3, 4, 5])
    expect(arrivals(taken).slice(1, -1)).toEqual([0, 100_000, 100_001, 100_002, 200_000, 900_000])
  })

  test('keeps the venue time of each event as recorded', async () => {
    const { take } = await open()
    const [, , , third] = await take(4)
    expect(third).toMatchObject({ event: { timestamp: 99_500, localTimestamp: 100_001 } })
  })

  test('has the clock of the last event taken', async () => {
    const { feed, take } = await open()
    expect(feed.clock.now()).toBe(-1)
    await take(2)
    expect(feed.clock.now()).toBe(0)
    await take(1)
    expect(feed.clock.now()).toBe(100_000)
    expect(feed.clock.now()).toBe(100_000)
  })

  test('keeps to a span of arrival', async () => {
    const { taken, take } = await open({ from: 100_000, to: 900_000 })
    await take(100)
    expect(arrivals(taken)).toEqual([99_999, 100_000, 100_001, 100_002, 200_000, 200_000])
  })

  test('goes at a factor of real time, without drift', async () => {
    const { timers, take, taken } = await open({ speed: 2 })
    const all = take(8)
    const due: [number, number][] = []
    for (let i = 0; i < 1000 && taken.length < 8; i++) {
      await new Promise(setImmediate)
      const [next] = timers.waiting()
      if (next === undefined) continue
      timers.advance(next + 7)
      due.push([timers.now(), taken.length])
    }
    await all
    // Due at 50, 100 and 450 ms; each timer fires 7 ms late and that does not add up.
    expect(due.map(([time]) => time)).toEqual([57, 107, 457])
  })

  test('waits for its holder before the clock moves on', async () => {
    const held: number[] = []
    let release = (): void => undefined
    const { feed, take, taken } = await open({
      hold: (next) => {
        held.push(next)
        return next === 100_000 ? new Promise<void>((resolve) => (release = resolve)) : undefined
      },
    })
    const all = take(3)
    await new Promise(setImmediate)
    expect(taken).toHaveLength(2)
    expect(feed.clock.now()).toBe(0)
    release()
    await all
    expect(held).toEqual([0, 100_000])
    expect(feed.clock.now()).toBe(100_000)
  })

  test('ends at once when closed while it waits', async () => {
    const { feed, take, taken } = await open({ speed: 0.001 })
    const all = take(100)
    await new Promise(setImmediate)
    await feed.close()
    await all
    expect(taken.map(wordOf)).toEqual(['connected', 'trade', 'ended'])
  })

  test('refuses a span without events and a speed that is not positive', async () => {
    await expect(open({ from: 1e15 })).rejects.toMatchObject({
      code: 'missing-data',
      message: 'nothing is recorded of venue/COIN, venue/OTHER in the span',
    })
    await expect(open({ speed: 0 })).rejects.toMatchObject({ code: 'usage' })
  })

  test('of bars alone is refused with what a replay needs', async () => {
    const reader = readerOf({ COIN: [], OTHER: [] }, 'bars')
    await expect(open({ reader })).rejects.toMatchObject({
      code: 'missing-data',
      message: expect.stringContaining('bars alone are recorded, and a replay needs') as string,
    })
  })
})
