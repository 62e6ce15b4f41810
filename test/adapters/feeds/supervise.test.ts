import { supervise } from '../../../src/adapters/feeds/supervise'
import { startRng } from '../../../src/core/rng'
import { aQuote, arrivals, aTrade, coin, other, startScriptedFeed, startTaking, wordOf } from './scripted-source'

const five = [0, 1, 2, 3, 4]

/** A feed that is connected and has sent five trades of the coin. */
const openFeed = async (...args: Parameters<typeof startScriptedFeed>) => {
  const scripted = startScriptedFeed(...args)
  const taking = startTaking(scripted.feed)
  await taking.take(1)
  scripted.latest().opened()
  for (const i of five) scripted.latest().event(coin, aTrade(i))
  await taking.take(6)
  return { ...scripted, ...taking }
}

describe('a supervised feed', () => {
  test('connects when it is read, and gives events as they arrive', async () => {
    const { connections, feed, latest } = startScriptedFeed()
    expect(connections).toHaveLength(0)
    const { take } = startTaking(feed)
    expect((await take(1)).map(wordOf)).toEqual(['connecting'])
    latest().opened()
    expect((await take(1)).map(wordOf)).toEqual(['connected'])
    for (const i of five) latest().event(coin, aTrade(i, 100 + i))
    const items = await take(5)
    expect(items.map((item) => item.kind === 'event' && item.event.kind === 'trade' && item.event.price)).toEqual([
      ...[100, 101, 102, 103, 104],
    ])
  })

  test('announces a gap at once when a connection ends, also cleanly, and connects anew after a pause', async () => {
    const { take, latest, connections, timers } = await openFeed()
    latest().closed('closed by the venue')
    expect((await take(2)).map(wordOf)).toEqual(['disconnected', 'gap'])
    expect(connections[0].isClosed).toBe(true)
    expect(connections).toHaveLength(1)
    const [pause] = timers.waiting()
    expect(pause).toBeGreaterThanOrEqual(250)
    expect(pause).toBeLessThanOrEqual(500)
    timers.advance(pause)
    expect(connections).toHaveLength(2)
    latest().opened()
    latest().event(coin, aTrade(10))
    expect((await take(3)).map(wordOf)).toEqual(['connecting', 'connected', 'trade'])
  })

  test('announces one gap however often the next attempts fail', async () => {
    const { take, latest, timers } = await openFeed()
    for (let i = 0; i < 4; i++) {
      latest().closed('refused')
      timers.advance(60_000)
    }
    latest().opened()
    latest().event(coin, aTrade(200_000))
    const words: string[] = []
    while (!words.includes('trade')) words.push(...(await take(1)).map(wordOf))
    expect(words.filter((word) => word === 'gap')).toHaveLength(1)
    expect(words.filter((word) => word === 'disconnected').length).toBeGreaterThanOrEqual(4)
  })

  test('doubles its pauses up to the longest, and begins anew once a connection has held', async () => {
    const { latest, timers } = await openFeed({ connectsPerMinute: 1000, longestPause: 8000 })
    const pauses: number[] = []
    for (let i = 0; i < 8; i++) {
      latest().closed('refused')
      const [pause] = timers.waiting()
      pauses.push(pause)
      timers.advance(pause)
    }
    pauses.forEach((pause, i) => {
      const whole = Math.min(8000, 500 * 2 ** i)
      expect(pause).toBeGreaterThanOrEqual(whole / 2)
      expect(pause).toBeLessThanOrEqual(whole)
    })
    latest().opened()
    for (let i = 0; i < 61; i++) {
      timers.advance(1000)
      latest().event(coin, aTrade(100_000 + i))
    }
    latest().closed('gone')
    expect(timers.waiting()[0]).toBeLessThanOrEqual(500)
  })

  test('makes no more connections a minute than allowed, and says so', async () => {
    const { connections, latest, timers, take } = await openFeed({
      ...{ connectsPerMinute: 5, firstPause: 1, longestPause: 1 },
    })
    const made: number[] = [0]
    for (let i = 0; i < 400; i++) {
      const before = connections.length
      latest().closed('gone')
      timers.advance(1000)
      if (connections.length > before) made.push(timers.now())
    }
    for (const time of made)
      expect(made.filter((other) => other > time - 60_000 && other <= time).length).toBeLessThan(6)
    expect(made.length).toBeGreaterThan(25)
    const items = await take(14)
    expect(items.some((item) => item.kind === 'status' && item.reason?.includes('5 connections a minute'))).toBe(true)
  })

  test('gives up a connection that does not open', async () => {
    const { feed, timers, connections } = startScriptedFeed()
    const { take } = startTaking(feed)
    await take(1)
    timers.advance(10_000)
    expect(await take(1)).toMatchObject([{ status: 'disconnected', reason: 'not open within 10 s' }])
    expect(connections[0].isClosed).toBe(true)
  })

  test('goes on where a source throws instead of connecting', async () => {
    const scripted = startScriptedFeed()
    let attempts = 0
    const source = {
      ...scripted.source,
      connect: () => {
        attempts++
        throw new Error('no such host')
      },
    }
    const { timers } = scripted
    const { take } = startTaking(supervise(source, { clock: timers.clock, timers, rng: startRng(1) }))
    expect(await take(2)).toMatchObject([{ status: 'connecting' }, { status: 'disconnected', reason: 'no such host' }])
    timers.advance(1000)
    expect(attempts).toBe(2)
  })

  test('ends the connection when one instrument is silent, and allows it twice as long next time', async () => {
    const { take, latest, timers, connections } = await openFeed({ staleAfter: 8000 }, [coin, other])
    for (let i = 0; i < 10; i++) {
      timers.advance(1000)
      if (connections.length === 1) latest().event(coin, aTrade(10 + i))
    }
    const words = (await take(11)).map(wordOf).filter((word) => word !== 'trade')
    expect(words.slice(0, 3)).toEqual(['stale', 'disconnected', 'gap'])
    expect(connections).toHaveLength(2)
    latest().opened()
    const reconnected = timers.now()
    while (!connections[1].isClosed) {
      timers.advance(1000)
      if (!connections[1].isClosed) latest().event(coin, aTrade(10_000 + timers.now()))
    }
    expect(timers.now() - reconnected).toBeGreaterThan(16_000)
  })

  test('announces a gap of the instrument of a missing message', async () => {
    const { take, latest, connections } = await openFeed({}, [coin, other])
    for (const i of five) latest().event(other, aTrade(i))
    await take(5)
    latest().broken(coin)
    const items = await take(3)
    expect(items).toMatchObject([
      { kind: 'event', instrument: coin, event: { kind: 'gap', reason: 'sequence' } },
      { kind: 'status', status: 'disconnected', reason: 'a message of venue/COIN is missing' },
      { kind: 'event', instrument: other, event: { kind: 'gap', reason: 'disconnect' } },
    ])
    expect(connections[0].isClosed).toBe(true)
  })

  test('announces a gap where a consumer lags by more than the buffer', async () => {
    const { take, latest, connections, timers } = await openFeed({ buffered: 100 })
    for (let i = 0; i < 150; i++) latest().event(coin, aTrade(10 + i))
    expect(connections[0].isClosed).toBe(true)
    timers.advance(600_000)
    expect(connections).toHaveLength(1)
    const waiting = await take(102)
    expect(waiting.filter((item) => wordOf(item) === 'trade')).toHaveLength(100)
    expect(waiting[100]).toMatchObject({ status: 'disconnected', reason: 'the consumer lags: 100 items wait' })
    expect(wordOf(waiting[101])).toBe('gap')
    timers.advance(1000)
    expect(connections).toHaveLength(2)
  })

  test('stamps every item later than the one before, also where the clock is set back', async () => {
    const { take, latest, timers, taken } = await openFeed()
    timers.advance(5)
    latest().event(coin, aTrade(5))
    timers.jump(-3_600_000_000)
    latest().event(coin, aTrade(6))
    latest().event(coin, aQuote(6))
    latest().closed('gone')
    await take(5)
    const times = arrivals(taken)
    for (let i = 1; i < times.length; i++) expect(times[i]).toBeGreaterThan(times[i - 1])
  })

  test('ignores events of a connection that it gave up', async () => {
    const { take, latest, timers, connections } = await openFeed()
    const old = latest()
    old.closed('gone')
    old.event(coin, aTrade(7))
    old.closed('again')
    timers.advance(500)
    old.opened()
    latest().opened()
    latest().event(coin, aTrade(8))
    expect((await take(5)).map(wordOf)).toEqual(['disconnected', 'gap', 'connecting', 'connected', 'trade'])
    expect(connections).toHaveLength(2)
  })

  test('closes at once while nothing comes, and ends its items', async () => {
    const { feed, connections, taken, take } = await openFeed()
    const ending = take(5)
    await feed.close()
    await ending
    expect(taken.slice(6).map(wordOf)).toEqual(['trade', 'ended'])
    expect(connections[0].isClosed).toBe(true)
    await feed.close()
  })

  test('closes its connection when the reader stops reading', async () => {
    const { stop, connections } = await openFeed()
    await stop()
    expect(connections[0].isClosed).toBe(true)
  })

  test('may be read once', async () => {
    const { feed } = await openFeed()
    await expect(feed.items()[Symbol.asyncIterator]().next()).rejects.toThrow('a feed is read once')
  })
})
